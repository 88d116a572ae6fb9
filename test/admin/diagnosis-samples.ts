import type { DiagnosisFacts, MemberFact, PersonFact, SyncFact } from '../../src/admin/diagnosis/diagnosis-facts.js';

const jane = 'jane.doe@acme.com';
export const lastGoodAt = new Date('2026-11-20T06:00:00Z');
export const nextSyncAt = new Date('2026-11-21T06:00:00Z');

export const member = (change: Partial<MemberFact> = {}): MemberFact => ({
  id: 'm1',
  email: jane,
  userName: jane,
  access: 'enrolled',
  claimedAt: new Date('2026-11-01T00:00:00Z'),
  removedAt: null,
  loginEmail: jane,
  mapping: null,
  ...change,
});
export const invited = { access: 'invited', claimedAt: null, loginEmail: null } as const;

export const person = (change: Partial<PersonFact> = {}): PersonFact => ({
  id: '4711',
  email: jane,
  isActive: true,
  isGone: false,
  assigned: true,
  ignoredReason: null,
  mappedMemberId: null,
  mappedMemberEmail: null,
  blockedMemberIds: [],
  ...change,
});

export const succeeded = { status: 'succeeded', errorCode: null, errorMessage: null } as const;
export const sync = (change: Partial<SyncFact> = {}): SyncFact => ({
  nextSyncAt,
  catalog: 'LumiQ',
  everyoneAssigned: false,
  lastGoodAt,
  last: succeeded,
  ...change,
});

export const facts = (change: Partial<DiagnosisFacts> = {}): DiagnosisFacts => ({
  email: jane,
  members: [member()],
  relatedMembers: [],
  people: [person()],
  relatedPeople: [],
  sync: sync(),
  ...change,
});

export const mapping = { lcvistaUserId: '4711', lcvistaEmail: jane, origin: 'rule', flags: [] } as const;
