import { expect, it } from '@jest/globals';
import { adviceFor } from '../../src/lcvista/review/advice.js';
import { queueReasons } from '../../src/lcvista/review/queue-reason.js';

/** Words of ours, or of the machinery, that mean nothing in a personnel department. */
const jargon =
  /\b(SCIM|null|UUID|API|token|SQL|transaction|payload|JSON|enum|cohort|claim(ed)?|tenant|provision\w*)\b/i;

it.each(queueReasons.flatMap((reason) => [[reason, false] as const, [reason, true] as const]))(
  'of %s (with suggestions: %s) somebody of the personnel department is told what to do in a sentence or two',
  (reason, suggested) => {
    const advice = adviceFor(reason, suggested);
    expect(advice).toMatch(/^[A-Z][^]*[a-z]\.$/);
    expect(advice.length).toBeLessThanOrEqual(200);
    expect(advice).not.toMatch(jargon);
    // No codes: words with two hyphens are ours.
    expect(advice).not.toMatch(/\b[a-z]+-[a-z]+-[a-z]+\b/);
    expect(advice).toMatch(/\b(Nothing to do|Enter|Merge|Give|Ask|Map|map|disable|restore|Make|add|ignore|Stop)\b/);
  },
);

it('each reason has an advice of its own, and another one beside suggestions where they help', () => {
  const without = queueReasons.map((reason) => adviceFor(reason, false));
  expect(new Set(without).size).toBe(queueReasons.length);
  const changed = queueReasons.filter((reason) => adviceFor(reason, true) !== adviceFor(reason, false));
  expect(changed).toEqual(['no-member']);
});
