import fc, { type Arbitrary } from 'fast-check';
import type { AttributeDefinition, SchemaDefinition } from '../../../src/scim-core/schema/attribute-definition.js';
import { GROUP, type ResourceType, USER } from '../../../src/scim-core/schema/resource-type.js';
import { anyOf, type KnownThings } from './known-things.js';
import { nastyJson, nastyText } from './nasty-values.js';

export const resourceTypes = [USER, GROUP] as const;

/** Every way to name an attribute in a filter, a path, a sort or a projection. */
export const attributePath: Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...resourceTypes.flatMap(pathsOf)) },
  { weight: 1, arbitrary: nastyText },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor.prototype', 'a.b.c', 'emails.value.x', 'urn:x:y') },
);

function pathsOf({ schema, extensions, attributes }: ResourceType): string[] {
  const core = attributes.flatMap((one) => [one.name, ...one.subAttributes.map((sub) => `${one.name}.${sub.name}`)]);
  const own = core.map((path) => `${schema.id}:${path}`);
  const extended = extensions.flatMap(({ id, attributes: more }) => [id, ...more.map(({ name }) => `${id}:${name}`)]);
  return [...core, ...own, ...extended, ...core.map((path) => path.toUpperCase())];
}

const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'like');
const comparedValue = fc.oneof(
  fc.constantFrom(
    '"person1@acme.com"',
    '"x"',
    'true',
    'False',
    'null',
    '0',
    '-1.5e300',
    '"2026-01-05T00:00:00Z"',
    '"\\u0041"',
  ),
  nastyText.map((text) => JSON.stringify(text)),
  nastyText,
);

/** Filters by the grammar, and texts that only look like it. */
export const filterText: Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(attributePath, operator, comparedValue).map((parts) => parts.join(' ')),
    attributePath.map((path) => `${path} pr`),
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or', 'AND', 'xor'), tie('filter')).map((parts) => parts.join(' ')),
    tie('filter').map((inner) => `not (${inner})`),
    tie('filter').map((inner) => `(${inner})`),
    fc.tuple(attributePath, tie('filter')).map(([path, inner]) => `${path}[${inner}]`),
    fc.constantFrom(
      '(',
      ')',
      '[',
      'eq',
      '',
      `${'('.repeat(200)}id pr${')'.repeat(200)}`,
      `id eq "${'x'.repeat(3_000)}"`,
    ),
  ),
})).filter;

/** Paths of PATCH. */
export const patchPath: Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: attributePath },
  { weight: 3, arbitrary: fc.tuple(attributePath, filterText).map(([path, filter]) => `${path}[${filter}]`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(attributePath, filterText, attributePath)
      .map(([path, filter, sub]) => `${path}[${filter}].${sub}`),
  },
);

/** Bodies of a resource, by its schemas. */
export function resourceBody(type: ResourceType, things: KnownThings): Arbitrary<unknown> {
  const extensions = Object.fromEntries(type.extensions.map((schema) => [schema.id, fieldsOf(schema, things)]));
  const core = fieldsOf({ ...type.schema, attributes: type.attributes }, things);
  const named = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 80 }).map((serial) => `person${serial}@acme.com`) },
    { weight: 1, arbitrary: nastyText },
  );
  const required: Record<string, Arbitrary<unknown>> = { [type.name === 'User' ? 'userName' : 'displayName']: named };
  return fc
    .tuple(core, fc.record(extensions, { requiredKeys: [] }), fc.record(required, { requiredKeys: [] }))
    .map(([fields, extended, name]) => ({ ...fields, ...extended, ...name }));
}

function fieldsOf({ attributes }: Pick<SchemaDefinition, 'attributes'>, things: KnownThings): Arbitrary<object> {
  const some = fc.subarray([...attributes], { maxLength: 5 });
  return some.chain((chosen) =>
    fc.record(Object.fromEntries(chosen.map((attribute) => [spelt(attribute.name), valueOf(attribute, things)]))),
  );
}

/** Names are looked up without regard to case; one in seven is written otherwise. */
function spelt(name: string): string {
  return name.length % 7 === 0 ? name.toUpperCase() : name;
}

function valueOf(attribute: AttributeDefinition, things: KnownThings): Arbitrary<unknown> {
  const right = attribute.multiValued
    ? fc.array(singleOf(attribute, things), { maxLength: 3 })
    : singleOf(attribute, things);
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: nastyJson });
}

function singleOf(attribute: AttributeDefinition, things: KnownThings): Arbitrary<unknown> {
  switch (attribute.type) {
    case 'complex':
      return fc.record(Object.fromEntries(attribute.subAttributes.map((sub) => [sub.name, singleOf(sub, things)])), {
        requiredKeys: [],
      });
    case 'boolean':
      return fc.constantFrom<unknown>(true, false, 'True', 'False');
    case 'integer':
    case 'decimal':
      return fc.integer();
    case 'dateTime':
      return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    default:
      return fc.oneof(
        fc.constantFrom(...(attribute.canonicalValues ?? ['x'])),
        anyOf(things.own, 'members'),
        anyOf(things.foreign, 'members'),
        nastyText,
      );
  }
}
