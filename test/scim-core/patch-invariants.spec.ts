import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { ScimError } from '../../src/scim-core/messages/scim-error.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { arbitraryUser } from './arbitrary-user.js';
import { patchUser, type Operation } from './patch-user.js';

const EMAILS = 'value primary [type~eq~"work"] [type~eq~"work"].value [primary~eq~"True"].display [value~pr]';
const EMAIL_PATHS = `${EMAILS} [type~eq~"work"].primary [value~co~"a"].primary [not~(type~pr)].type [value~pr].value`
  .split(' ')
  .map((rest) => `emails${rest.startsWith('[') ? '' : '.'}${rest.replaceAll('~', ' ')}`);
const PATHS = [
  ...'title active name name.givenName userName password emails roles manager manager.value'.split(' '),
  ...EMAIL_PATHS,
  'roles[primary eq true].value',
  'roles[value eq "A"].primary',
  'addresses[type eq "home"].locality',
  'manager[value eq "A"]',
  'manager[displayName eq "A"]',
  `${ENT}:manager`,
  ENT,
];
const SCALARS: JsonValue[] = [null, '', 'A', 'a@x', 'True', 'false', true, 7];
const LISTS: JsonValue[] = [
  [],
  ['A'],
  [null],
  [{}],
  [{ type: 'work' }],
  [{ value: 'a@x', type: 'work', primary: 'True' }],
];
const OBJECTS: JsonValue[] = [
  {},
  { value: '' },
  { value: 'A', $ref: null },
  { givenName: 'G', familyName: null },
  { displayName: 'A', department: 'D' },
  { value: 'B', primary: true, unknown: 1 },
];
const VALUES: JsonValue[] = [
  ...SCALARS,
  ...LISTS,
  ...OBJECTS,
  OBJECTS.slice(2, 4),
  [{ VALUE: 'b@x' }, { value: 'A', primary: true }],
];

const path = fc.constantFrom(...PATHS);
const value = fc.constantFrom(...VALUES);
const pointed: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constantFrom('Add', 'replace', 'Remove'), path, value }),
  fc.record({ op: fc.constant('remove'), path }),
);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  pointed,
  fc.record({ op: fc.constantFrom('add', 'Replace'), value: fc.dictionary(path, value, { maxKeys: 4 }) }),
);

/** How many operations were applied, and how many of them changed something, in the test that runs. */
const seen = { applied: 0, changed: 0 };

/** What an operation makes of a user, or null when it is refused. */
function patched(user: JsonObject, one: Operation): ReturnType<typeof patchUser> | null {
  try {
    const outcome = patchUser(user, one);
    seen.applied += 1;
    seen.changed += outcome.changed ? 1 : 0;
    return outcome;
  } catch (error) {
    if (error instanceof ScimError) return null;
    throw error;
  }
}

/** Operations one after the other, those that are refused left out. */
function patchAll(user: JsonObject, operations: readonly Operation[]): JsonObject {
  return operations.reduce((before, one) => patched(before, one)?.resource ?? before, user);
}

describe('whatever is patched', () => {
  beforeEach(() => void Object.assign(seen, { applied: 0, changed: 0 }));

  // What is said of every outcome is said of many: operations that are all refused would prove nothing.
  afterEach(() => {
    expect(seen.applied).toBeGreaterThan(100);
    expect(seen.changed).toBeGreaterThan(50);
  });

  it('is what a PUT of the same would have stored', () => {
    fc.assert(
      fc.property(arbitraryUser, fc.array(operation, { minLength: 1, maxLength: 8 }), (body, operations) => {
        const after = patchAll(readUser(body), operations);
        expect(readUser(after)).toEqual(after);
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing when the same comes again', () => {
    fc.assert(
      fc.property(arbitraryUser, pointed, (body, one) => {
        const once = patchAll(readUser(body), [one]);
        expect(patchAll(once, [one])).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('says what changed, and only that', () => {
    fc.assert(
      fc.property(arbitraryUser, operation, (body, one) => {
        const before = readUser(body);
        const frozen = structuredClone(before);
        const outcome = patched(before, one);
        expect(before).toEqual(frozen);
        if (outcome === null) return;
        const { resource, changed, changes } = outcome;
        expect(changed).toBe(changes.length > 0);
        if (!changed) expect(resource).toEqual(before);
        for (const change of changes) expect(change.after).not.toEqual(change.before);
      }),
      { numRuns: 500 },
    );
  });
});
