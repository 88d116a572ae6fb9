import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Access,
  type ClaimCandidate,
  type ClaimSituation,
  decideClaim,
} from '../../src/membership/decide-claim.js';

const me = 'user-me';
const other = 'user-other';
const objectId = '58342554-38d6-4ec8-948c-50044d0a33fd';

interface Row {
  readonly org?: string;
  readonly access?: Access;
  readonly user?: string;
  readonly by?: 'address' | 'id' | 'both' | 'user';
}

const invited: Row = {};
const removed: Row = { access: 'removed' };
const mine: Row = { user: me };
const theirs: Row = { user: other };
const held: Row = { user: me, by: 'user' };
const byId: Row = { by: 'id' };
const byBoth: Row = { by: 'both' };
const inA = (row: Row): Row => ({ ...row, org: 'a' });
const inB = (row: Row): Row => ({ ...row, org: 'b' });

/** `m1`, `m2`, … in the order given. */
function membersOf(rows: readonly Row[]): ClaimCandidate[] {
  return rows.map(({ org = 'acme', access, user, by = 'address' }, index) => ({
    organizationId: `id-of-${org}`,
    organization: org,
    memberId: `m${index + 1}`,
    access: access ?? (user === undefined ? 'invited' : 'enrolled'),
    userId: user ?? null,
    hasAddress: by === 'address' || by === 'both',
    hasExternalId: by === 'id' || by === 'both',
  }));
}

function decide(situation: Partial<ClaimSituation>, ...rows: Row[]): string {
  return textOf(decideClaim({ ...unknown, ...situation, candidates: membersOf(rows) }));
}

const known: ClaimSituation = { userId: me, externalId: objectId, organization: 'left-out', candidates: [] };
const unknown: ClaimSituation = { userId: null, externalId: null, organization: 'left-out', candidates: [] };

function textOf(decided: ReturnType<typeof decideClaim>): string {
  if (decided.refusal !== null) return decided.refusal;
  return decided.claim.length === 0 ? 'held' : ['claim', ...decided.claim.map(({ memberId }) => memberId)].join(' ');
}

/** The answer, whatever the order in which members were found. */
function sorted(candidates: ClaimCandidate[]): string {
  return textOf(decideClaim({ ...known, candidates }))
    .split(' ')
    .toSorted()
    .join(' ');
}

describe('a person who is not known yet', () => {
  it.each<[why: string, rows: Row[], answer: string]>([
    ['nobody has the address', [], 'membership-not-found'],
    ['one invited member', [invited], 'claim m1'],
    ["another person's", [theirs], 'claimed-by-another'],
    ['removed before it was claimed', [removed], 'membership-removed'],
    ["a leaver's address", [{ ...theirs, access: 'removed' }], 'membership-removed'],
    ["a leaver's address, given on", [{ ...theirs, access: 'removed' }, invited], 'claim m2'],
    ['two with the address', [invited, invited], 'ambiguous-membership'],
    ["two, one another person's", [invited, theirs], 'ambiguous-membership'],
    ['two, one removed', [removed, invited], 'claim m2'],
    ['two organizations', [inA(invited), inB(invited)], 'claim m1 m2'],
    ['one new, one ambiguous', [inA(invited), inB(invited), inB(invited)], 'claim m1'],
    ["one another person's, one new", [inA(theirs), inB(invited)], 'claim m2'],
    ['ambiguous goes before claimed', [inA(invited), inA(invited), inB(theirs)], 'ambiguous-membership'],
    ['claimed goes before removed', [inA(removed), inB(theirs)], 'claimed-by-another'],
  ])('%s', (_, rows, answer) => {
    expect(decide({}, ...rows)).toBe(answer);
  });

  it('is told of an organization that does not exist', () => {
    expect(decide({ organization: 'missing' })).toBe('organization-not-found');
  });
});

describe('a known person', () => {
  it.each<[why: string, rows: Row[], answer: string]>([
    ['one invited member', [invited], 'claim m1'],
    ['mine already', [mine], 'held'],
    ["another person's", [theirs], 'claimed-by-another'],
    ['mine, removed', [{ ...mine, access: 'removed' }], 'membership-removed'],
    ['two with the address, one mine', [invited, mine], 'held'],
    ['one new, one mine', [inA(invited), inB(mine)], 'claim m1'],
    ["one mine, one another person's", [inA(mine), inB(theirs)], 'held'],
    ['one mine, one ambiguous', [inA(mine), inB(invited), inB(invited)], 'held'],
    ['one mine, one removed', [inA(mine), inB(removed)], 'held'],
    ['new address of nobody', [held], 'held'],
    ['new address of a removed member', [held, removed], 'held'],
    ["new address is another person's", [held, theirs], 'claimed-by-another'],
    ['new address is ambiguous', [inA(held), inB(invited), inB(invited)], 'ambiguous-membership'],
    ['new address of a new member', [held, invited], 'claim m2'],
    ['new address of nobody, all removed', [{ ...held, access: 'removed' }], 'membership-removed'],
    ['new address of a removed member, all removed', [{ ...held, access: 'removed' }, removed], 'membership-removed'],
    ['new address of nobody, one of two removed', [{ ...inA(held), access: 'removed' }, inB(held)], 'held'],
    ["new address is another person's, all removed", [{ ...held, access: 'removed' }, theirs], 'claimed-by-another'],
    ['re-created under the same address', [{ ...mine, access: 'removed' }, invited], 'claim m2'],
  ])('%s', (_, rows, answer) => {
    expect(decide({ userId: me }, ...rows)).toBe(answer);
  });

  it('is listed with everything that the user holds beside what is new', () => {
    const candidates = membersOf([inA(invited), inB(held), { ...mine, org: 'c', access: 'removed' }]);
    const decided = decideClaim({ ...unknown, userId: me, candidates });
    expect(decided).toMatchObject({ claim: [{ memberId: 'm1' }], held: [{ memberId: 'm2' }, { memberId: 'm3' }] });
  });

  it('is not told of what ended where something newer took its place', () => {
    const ended: Row = { ...mine, access: 'removed' };
    const of = (...rows: Row[]): unknown => decideClaim({ ...unknown, userId: me, candidates: membersOf(rows) });
    expect(of(inA(ended), inA(invited))).toMatchObject({ claim: [{ memberId: 'm2' }], held: [] });
    expect(of(inA(ended), inA(mine))).toMatchObject({ claim: [], held: [{ memberId: 'm2' }] });
    expect(of(inB(mine), inA(ended))).toMatchObject({ held: [{ memberId: 'm1' }, { memberId: 'm2' }] });
  });
});

describe("the directory's own id", () => {
  it.each<[why: string, rows: Row[], answer: string]>([
    ['goes before the address', [invited, byId], 'claim m2'],
    ['resolves ambiguity', [invited, byBoth], 'claim m2'],
    ["finds another person's", [invited, { ...byId, user: other }], 'claimed-by-another'],
    ['finds a removed one: then the address counts', [invited, { ...byId, access: 'removed' }], 'claim m1'],
    ['finds a removed one only', [{ ...byId, access: 'removed' }], 'membership-removed'],
    ['is on two members', [byId, byId], 'ambiguous-membership'],
    ['is on two members, one has the address', [byId, byBoth], 'claim m2'],
  ])('%s', (_, rows, answer) => {
    expect(decide({ externalId: objectId }, ...rows)).toBe(answer);
  });

  it('stands alone without a named organization only when it is unique in the world', () => {
    expect(decide({ externalId: '1001', organization: 'named' }, byId)).toBe('claim m1');
    expect(decide({ externalId: '1001' }, byId)).toBe('membership-not-found');
    expect(decide({ externalId: '1001' }, byBoth, invited)).toBe('claim m1');
  });

  it('goes before the address wherever the address is known', () => {
    expect(decide({ externalId: 'X4' }, byId, invited)).toBe('claim m1');
    expect(decide({ externalId: 'X4' }, inA(byId), inA(theirs), inB(byId))).toBe('claim m1');
    expect(decide({ externalId: 'X4' }, inA(invited), inB(byId))).toBe('claim m1');
  });
});

describe('whatever is found', () => {
  const row = fc.record<Row>(
    {
      org: fc.constantFrom('a', 'b'),
      access: fc.constantFrom<Access>('invited', 'removed'),
      by: fc.constantFrom('address' as const, 'id' as const, 'both' as const),
      user: fc.constantFrom(me, other),
    },
    { requiredKeys: ['org', 'by'] },
  );
  const rows = fc.array(row, { maxLength: 6 });

  it('takes nothing that is removed or linked, one member of an organization, and holds it afterwards', () => {
    let claims = 0;
    fc.assert(
      fc.property(rows.map(membersOf), (candidates) => {
        const decided = decideClaim({ ...known, candidates });
        if (decided.refusal !== null) return;
        const { claim } = decided;
        claims += claim.length;
        expect(claim.every((member) => member.userId === null && member.access !== 'removed')).toBe(true);
        expect(new Set(claim.map((member) => member.organization)).size).toBe(claim.length);
        const linked = candidates.map((member) =>
          claim.includes(member) ? { ...member, userId: me, access: 'enrolled' as const } : member,
        );
        expect(decideClaim({ ...known, candidates: linked })).toMatchObject({ refusal: null, claim: [] });
      }),
      { numRuns: 300 },
    );
    expect(claims).toBeGreaterThan(10);
  });

  it('does not depend on the order', () => {
    fc.assert(fc.property(rows.map(membersOf), (found) => expect(sorted(found.toReversed())).toBe(sorted(found))));
  });
});
