import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import type { AttributeDefinition } from '../../src/scim-core/schema/attribute-definition.js';
import type { ResourceType } from '../../src/scim-core/schema/resource-type.js';

const awkward = [
  '%',
  '_',
  '\\',
  "'",
  '"',
  'ß',
  'SS',
  'İ',
  'é',
  'e\u0301',
  '𝒳',
  '\uFFFD',
  'a+b',
  '&',
  ' ',
  '*',
  '$1',
  ';--',
];

/** Texts that trip up comparisons: wildcards, quotes, letters whose case is odd, code points beyond the basic plane. */
export const text = fc
  .array(fc.oneof(fc.constantFrom(...awkward), fc.constantFrom('a', 'B', 'jane', 'DOE', '7')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''));

const label = fc.constantFrom('work', 'home', 'WORK', 'other');
const entry = fc.record({ value: text, type: label, display: text }, { requiredKeys: ['value'] });
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Users as directories send them, with few different values, so that filters find some and miss others. */
export const userBodies: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      tag: fc.uuid(),
      displayName: text,
      externalId: text,
      title: text,
      active: fc.boolean(),
      name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
      emails: fc.array(entry, { maxLength: 3 }),
      phoneNumbers: fc.array(entry, { maxLength: 2 }),
      [enterprise]: fc.record({ department: text, employeeNumber: text }, { requiredKeys: [] }),
    },
    { requiredKeys: ['tag', 'active'] },
  )
  .chain(({ tag, ...user }) => text.map((prefix) => ({ ...user, userName: `${prefix}${tag}` })));

export const groupBodies: fc.Arbitrary<JsonObject> = fc
  .record({ tag: fc.uuid(), name: text, externalId: text }, { requiredKeys: ['tag', 'name'] })
  .map(({ tag, name, ...group }) => ({ ...group, displayName: `${name}${tag}` }));

/** A simple attribute with its full name, and how it is called inside a bracket. */
interface Leaf {
  readonly name: string;
  readonly attribute: AttributeDefinition;
}

/** Filters over a type whose values are taken from its resources, so that they are about something. */
export function filterOver(type: ResourceType, resources: () => readonly JsonObject[]): fc.Arbitrary<string> {
  const top = leavesOf(type.attributes, '', type);
  const extended = type.extensions.flatMap(({ id, attributes }) => leavesOf(attributes, `${id}:`, type));
  const leaves = [...top, ...extended];
  const lists = type.attributes.filter(({ type: kind, returned }) => kind === 'complex' && returned !== 'never');
  const values = fc.oneof(
    text,
    fc.nat().map((at) => textIn(resources(), at)),
  );
  const simple = fc.constantFrom(...leaves).chain((leaf) => condition(leaf, values));
  const bracket = fc.constantFrom(...lists).chain((list) => bracketed(list, values));
  return fc.oneof({ weight: 3, arbitrary: simple }, bracket, joined(fc.oneof(simple, bracket)));
}

function bracketed(list: AttributeDefinition, values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const subs = list.subAttributes.map((attribute) => ({ name: attribute.name, attribute }));
  const inner = fc.constantFrom(...subs).chain((sub) => condition(sub, values));
  const bracket = fc.oneof(inner, joined(inner)).map((filter) => `${list.name}[${filter}]`);
  const after = fc.constantFrom(...subs).chain((sub) => condition(sub, values));
  return fc.oneof(
    bracket,
    fc.tuple(bracket, after).map(([before, rest]) => `${before}.${rest}`),
  );
}

function joined(part: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const word = fc.constantFrom('and', 'or');
  return fc.oneof(
    part.map((filter) => `not (${filter})`),
    fc.tuple(part, word, part).map(([one, by, other]) => `${one} ${by} ${other}`),
    fc.tuple(part, word, part).map(([one, by, other]) => `not (${one} ${by} ${other})`),
    fc
      .tuple(part, word, part, word, part)
      .map(([one, by, other, then, third]) => `${one} ${by} (${other} ${then} ${third})`),
  );
}

function condition({ name, attribute }: Leaf, values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const present = fc.constant(`${name} pr`);
  if (attribute.type === 'boolean') {
    const word = fc.constantFrom('true', 'false', '"True"');
    return fc.oneof(
      present,
      fc.tuple(fc.constantFrom('eq', 'ne'), word).map(([op, value]) => `${name} ${op} ${value}`),
    );
  }
  const isInstant = attribute.type === 'dateTime';
  const operators = isInstant || attribute.type === 'binary' ? ['eq', 'ne'] : ['eq', 'ne', 'co', 'sw', 'ew'];
  const ordering = attribute.type === 'binary' ? [] : ['gt', 'ge', 'lt', 'le'];
  const value = isInstant ? instants : values;
  return fc.oneof(
    present,
    fc.constant(`${name} eq null`),
    fc
      .tuple(fc.constantFrom(...operators, ...ordering, 'eq'), value)
      .map(([op, wanted]) => `${name} ${op} ${JSON.stringify(wanted)}`),
  );
}

const instants = fc
  .constantFrom('0000-01-01T00:00:00Z', '2020-02-29T12:00:00.5+02:00', '2999-12-31T23:59:59Z', 'now')
  .map((word) => (word === 'now' ? new Date().toISOString() : word));

function leavesOf(attributes: readonly AttributeDefinition[], prefix: string, type: ResourceType): Leaf[] {
  return attributes
    .filter(({ returned }) => returned !== 'never')
    .flatMap((attribute) => {
      const name = `${prefix}${attribute.name}`;
      const subs = attribute.subAttributes.map((sub) => ({ name: `${name}.${sub.name}`, attribute: sub }));
      return attribute.type === 'complex' ? subs : [{ name, attribute }];
    })
    .filter(({ name }) => type.attributes.length > 0 && name !== 'meta.version');
}

/** Some text out of the resources, or a part of one. */
function textIn(resources: readonly JsonObject[], at: number): string {
  const texts: string[] = [];
  collect(resources[at % Math.max(1, resources.length)] ?? '', texts);
  const found = Array.from(texts[at % Math.max(1, texts.length)] ?? 'x');
  return at % 3 === 0 ? found.slice(0, 1 + (at % 5)).join('') : found.join('');
}

function collect(value: JsonValue, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, texts);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item, texts);
}
