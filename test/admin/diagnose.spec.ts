import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../src/admin/diagnosis/diagnose.js';
import { cases } from './diagnosis-cases.js';
import { facts, mapping, member, nextSyncAt, person } from './diagnosis-samples.js';

describe('diagnose', () => {
  it.each(cases)('%s', (_, given, verdict, step, detail, advice) => {
    const diagnosis = diagnose(given);
    const broken = diagnosis.steps.find(({ ok }) => !ok);
    expect({ verdict: diagnosis.verdict, step: broken?.step }).toEqual({ verdict, step });
    expect(broken?.detail).toMatch(detail);
    if (advice !== null) expect(diagnosis.advice[0]).toMatch(advice);
  });

  it('says of each cause when what it advises takes effect', () => {
    const when = /\b(with|at|by) the (next|first) (sync|provisioning cycle)\b|\bat once\b|\bWait for the next sync\b/;
    for (const [cause, given] of cases) {
      const { advice, nextSyncAt: at } = diagnose(given);
      expect({ cause, advice: advice[0] }).toEqual({ cause, advice: expect.stringMatching(when) });
      expect({ cause, at }).toEqual({ cause, at: given.sync.nextSyncAt });
    }
  });

  it.each(['lcvista-unauthorized', 'catalog-not-found', 'catalog-ambiguous', 'connection-not-usable'])(
    'says what to do about a sync that failed with %s, which does not heal by itself',
    (errorCode) => {
      const last = { status: 'failed', errorCode, errorMessage: 'It said no' } as const;
      const { verdict, advice } = diagnose(facts({ sync: { ...facts().sync, last } }));
      expect(verdict).toBe('blocked');
      expect(advice).toEqual([expect.stringMatching(/It said no\. [A-Z][^;]+; it takes effect with the next sync/)]);
    },
  );

  it('says that a mapped person is mapped, with nothing to do', () => {
    const diagnosis = diagnose(facts({ members: [member({ mapping })], people: [person({ mappedMemberId: 'm1' })] }));
    expect(diagnosis).toMatchObject({ verdict: 'mapped', advice: [], nextSyncAt });
    expect(diagnosis.steps.every(({ ok }) => ok)).toBe(true);
  });

  it('names the other account when the member is mapped to one', () => {
    const other = { ...mapping, lcvistaUserId: '999', lcvistaEmail: 'jd@acme.com', origin: 'hand' } as const;
    const diagnosis = diagnose(facts({ members: [member({ mapping: other })] }));
    expect(diagnosis.verdict).toBe('mapped');
    expect(diagnosis.steps.at(-1)?.detail).toContain('LCVista user 999 (jd@acme.com) by hand');
    expect(diagnosis.advice.join()).toContain('map the member to user 4711 by hand');
  });

  it('keeps a pinned mapping whose addresses differ, and says so', () => {
    const pinned = { ...mapping, lcvistaEmail: 'jane.roe@acme.com', flags: ['email-differs'] };
    const moved = person({ email: 'jane.roe@acme.com', mappedMemberId: 'm1' });
    const diagnosis = diagnose(facts({ members: [member({ mapping: pinned })], people: [], relatedPeople: [moved] }));
    expect(diagnosis.verdict).toBe('mapped');
    expect(diagnosis.steps.filter(({ ok }) => !ok).map(({ step }) => step)).toEqual(['emails-identical']);
    expect(diagnosis.steps.at(-1)?.detail).toContain('email-differs');
  });

  it('says of a mapping whose member was removed that the next sync ends it', () => {
    const gone = member({
      access: 'removed',
      removedAt: nextSyncAt,
      mapping: { ...mapping, flags: ['member-removed'] },
    });
    const diagnosis = diagnose(facts({ members: [gone] }));
    expect(diagnosis.steps.find(({ ok }) => !ok)?.step).toBe('in-directory');
    expect(diagnosis.steps.at(-1)?.detail).toMatch(/Worth a look: member-removed\. The next sync ends it\.$/);
  });

  it('says of a mapping by hand whose LCVista user is gone that they are gone, not that they are inactive', () => {
    const pinned = { ...mapping, origin: 'hand', flags: ['lcvista-user-gone'] } as const;
    const leaver = person({ isActive: false, isGone: true, mappedMemberId: 'm1' });
    const diagnosis = diagnose(facts({ members: [member({ mapping: pinned })], people: [], relatedPeople: [leaver] }));
    expect(diagnosis.verdict).toBe('mapped');
    expect(diagnosis.steps.find(({ ok }) => !ok)?.detail).toMatch(/4711 is no longer in LCVista, as last read on/);
  });

  it.each<[string, Parameters<typeof facts>[0], string[]]>([
    [
      'invited, and not in LCVista',
      { members: [member({ access: 'invited', claimedAt: null })], people: [] },
      ['signed-in', 'in-lcvista', 'assigned', 'emails-identical', 'mapped'],
    ],
    [
      'removed, and inactive and unassigned in LCVista',
      {
        members: [member({ access: 'removed', removedAt: nextSyncAt })],
        people: [person({ isActive: false, assigned: false })],
      },
      ['in-directory', 'in-lcvista', 'assigned', 'mapped'],
    ],
    [
      'two members, two LCVista users, one of each ignored or invited',
      {
        members: [member({ access: 'invited', claimedAt: null }), member({ id: 'm2', userName: 'jane2' })],
        people: [person({ ignoredReason: 'contractor' }), person({ id: '4712' })],
      },
      ['unique', 'mapped'],
    ],
    [
      'not assigned, ignored and taken apart',
      { people: [person({ assigned: false, ignoredReason: 'contractor', blockedMemberIds: ['m1'] })] },
      ['assigned', 'mapped'],
    ],
    [
      'nobody anywhere',
      { members: [], people: [] },
      ['in-directory', 'signed-in', 'in-lcvista', 'assigned', 'emails-identical', 'mapped'],
    ],
  ])('several causes at once: %s', (_, given, broken) => {
    const diagnosis = diagnose(facts(given));
    expect(diagnosis.verdict).toBe('blocked');
    expect(diagnosis.steps.filter(({ ok }) => !ok).map(({ step }) => step)).toEqual(broken);
    expect(diagnosis.advice.length).toBeGreaterThan(0);
  });

  it('tells of upper case that it does not matter, and of another sign-in address that it is harmless', () => {
    const upper = diagnose(facts({ people: [person({ email: 'JANE.DOE@acme.com' })] }));
    expect(upper.steps.find(({ step }) => step === 'emails-identical')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('upper and lower case and blanks around it do not matter'),
    });
    const login = diagnose(facts({ members: [member({ loginEmail: 'jd@private.example' })] }));
    expect(login.steps.find(({ step }) => step === 'signed-in')).toMatchObject({
      ok: true,
      detail: expect.stringContaining('jd@private.example, which is harmless'),
    });
  });

  it('walks the chain in one order, whatever it finds', () => {
    const steps = ['in-directory', 'signed-in', 'in-lcvista', 'assigned', 'emails-identical', 'unique', 'mapped'];
    for (const [, given] of cases) expect(diagnose(given).steps.map(({ step }) => step)).toEqual(steps);
  });
});
