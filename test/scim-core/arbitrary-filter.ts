import fc from 'fast-check';

const TEXT = fc.oneof(
  fc.constantFrom('work', 'Home', 'a@x', 'A', 'ß', '', '\\', '"', '%_', 'é', '😀', '\uffee', 'true'),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll('\0', '')),
);
const QUOTED = TEXT.map((text) => JSON.stringify(text));
const EQUALITY = fc.constantFrom('eq', 'ne', 'Eq', 'NE');
const TEXTUAL = fc.oneof(EQUALITY, fc.constantFrom('co', 'sw', 'ew', 'gt', 'GE', 'lt', 'le'));
const INSTANT = fc.constantFrom(
  '"2026-01-01T00:00:00Z"',
  '"2026-01-01T01:00:00.000+01:00"',
  '"2025-12-31T23:59:59.9Z"',
);
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const SUB = fc.constantFrom('value', 'type', 'display', 'VALUE');
const ELEMENT = nest(
  fc.oneof(
    fc.tuple(SUB, TEXTUAL, QUOTED).map((parts) => parts.join(' ')),
    fc.tuple(EQUALITY, fc.constantFrom('true', 'False', '"True"')).map(([op, value]) => `primary ${op} ${value}`),
    SUB.map((name) => `${name} pr`),
  ),
);

const CONDITION = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'userName',
        'externalId',
        'name.givenName',
        'emails',
        'emails.value',
        'roles',
        `${ENT}:department`,
      ),
      TEXTUAL,
      QUOTED,
    )
    .map((parts) => parts.join(' ')),
  fc
    .tuple(fc.constantFrom('userName', 'emails', 'name', 'manager', 'photos'), EQUALITY)
    .map((parts) => `${parts.join(' ')} null`),
  fc.tuple(EQUALITY, fc.constantFrom('true', 'False', '"True"')).map(([op, value]) => `active ${op} ${value}`),
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), INSTANT)
    .map((parts) => `meta.created ${parts.join(' ')}`),
  fc.constantFrom('emails pr', 'name pr', 'title pr', 'manager pr', 'roles pr'),
  fc.tuple(fc.constantFrom('emails', 'roles'), ELEMENT).map(([name, inner]) => `${name}[${inner}]`),
  fc
    .tuple(fc.constantFrom('emails', 'roles'), ELEMENT, SUB, TEXTUAL, QUOTED)
    .map(([name, inner, ...rest]) => `${name}[${inner}].${rest.join(' ')}`),
  ELEMENT.map((inner) => `emails[${inner}].value eq null`),
);

/** Texts of filters over users, of every kind that the grammar has. */
export const arbitraryFilter: fc.Arbitrary<string> = nest(CONDITION);

/** Conditions joined, negated and grouped. */
function nest(condition: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { filter } = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      condition,
      fc.tuple(tie('filter'), tie('filter')).map(([one, other]) => `${one} and ${other}`),
      fc.tuple(tie('filter'), tie('filter')).map(([one, other]) => `${one} or ${other}`),
      tie('filter').map((inner) => `not (${inner})`),
      tie('filter').map((inner) => `(${inner})`),
    ),
  }));
  return filter;
}
