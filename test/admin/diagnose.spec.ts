import { describe, expect, it } from '@jest/globals';
import { diagnose } from '../../src/admin/diagnosis/diagnose.js';
import { cases, facts, mapping, member, nextSyncAt, person } from './diagnosis-cases.js';

describe('diagnose', () => {
  it.each(cases)('%s', (_, given, verdict, step, detail, advice) => {
    const diagnosis = diagnose(given);
    const broken = diagnosis.steps.find(({ ok }) => !ok);
    expect({ verdict: diagnosis.verdict, step: broken?.step }).toEqual({ verdict, step });
    expect(broken?.detail).toMatch(detail);
    if (advice !== null) expect(diagnosis.advice[0]).toMatch(advice);
  });

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
