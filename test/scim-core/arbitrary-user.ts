import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';

const TEXT: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('work', 'Home', 'home', 'a@x', 'A@X', 'b@x', 'A', 'ß', 'SS', '', ' ', '😀') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.replaceAll('\0', '')) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const FLAG: fc.Arbitrary<JsonValue> = fc.constantFrom(true, false, 'True', 'false');

const ENTRY = fc.oneof(
  object({ value: TEXT, type: TEXT, display: TEXT }),
  object({ VALUE: TEXT, type: TEXT, unknown: TEXT }),
  TEXT,
);

/** Bodies of users as clients might send them: sparse, with names in odd case, nulls, bare values and booleans as text. */
export const arbitraryUser: fc.Arbitrary<JsonObject> = fc
  .tuple(
    object({
      externalId: TEXT,
      Title: TEXT,
      active: FLAG,
      name: object({ givenName: TEXT, FamilyName: TEXT }),
      emails: fc.oneof(fc.array(ENTRY, { maxLength: 4 }), ENTRY),
      roles: fc.array(ENTRY, { maxLength: 3 }),
      addresses: fc.array(object({ type: TEXT, locality: TEXT, primary: fc.constant(false) }), { maxLength: 2 }),
      unknown: fc.object({ maxDepth: 1 }).map(() => 'x'),
      [ENT]: object({ department: TEXT, manager: fc.oneof(TEXT, object({ value: TEXT, displayName: TEXT })) }),
    }),
    fc.constantFrom('u', 'Jane@X', 'a b'),
  )
  .map(([body, userName]) => ({ ...body, userName }));

/** Some of the members, in JSON. */
function object(model: Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonObject> {
  return fc.record(model, { requiredKeys: [] }).map((found) => found as JsonObject);
}
