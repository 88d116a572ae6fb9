import fc, { type Arbitrary } from 'fast-check';
import { nastyJson, nastyText } from './nasty-values.js';

/** As much of a JSON schema as the document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** Values of fields by their name, where the schema cannot know what would be good ones. */
export type KnownFields = Readonly<Record<string, Arbitrary<unknown>>>;

/** Makes values that are nearly what a schema asks for: right in most places, wrong in a few. */
export class SchemaValues {
  constructor(
    private readonly components: Readonly<Record<string, JsonSchema>>,
    private readonly known: KnownFields,
  ) {}

  /** @param name of the field, for those whose good values are known */
  of(schema: JsonSchema, name = ''): Arbitrary<unknown> {
    const known = this.known[name];
    return fc.oneof({ weight: 9, arbitrary: known ?? this.right(schema) }, { weight: 1, arbitrary: nastyJson });
  }

  private right(schema: JsonSchema): Arbitrary<unknown> {
    if (schema.$ref !== undefined) return this.right(this.components[schema.$ref.split('/').at(-1) ?? ''] ?? {});
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) return fc.oneof(...choices.map((choice) => this.of(choice)));
    if (schema.allOf?.[0] !== undefined) return this.right(schema.allOf[0]);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const types = [schema.type ?? 'object'].flat();
    return fc.oneof(...types.map((type) => this.ofType(type, schema)));
  }

  private ofType(type: string, schema: JsonSchema): Arbitrary<unknown> {
    if (type === 'null') return fc.constant(null);
    if (type === 'boolean') return fc.boolean();
    if (type === 'integer' || type === 'number') return numberIn(schema);
    if (type === 'string') return textLike(schema);
    if (type === 'array') return fc.array(this.of(schema.items ?? {}), { maxLength: 4 });
    return this.objectLike(schema);
  }

  private objectLike({ properties, required = [], additionalProperties }: JsonSchema): Arbitrary<unknown> {
    if (properties === undefined) {
      const inner = typeof additionalProperties === 'object' ? this.of(additionalProperties) : nastyJson;
      return fc.dictionary(nastyText, inner, { maxKeys: 3 });
    }
    const fields = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, this.of(inner, name)]));
    return fc.oneof(
      { weight: 6, arbitrary: fc.record(fields, { requiredKeys: [...required] }) },
      { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.record(fields, { requiredKeys: [...required] }), nastyText, nastyJson)
          .map(([record, key, value]) => ({ ...record, [key]: value })),
      },
    );
  }
}

function numberIn({ minimum = -1_000, maximum = 1_000_000 }: JsonSchema): Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: minimum, max: maximum }),
    fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1),
  );
}

function textLike({ format, example, pattern, maxLength = 40 }: JsonSchema): Arbitrary<unknown> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'email') return fc.integer({ min: 0, max: 60 }).map((serial) => `person${serial}@acme.com`);
  if (pattern !== undefined || example !== undefined) return fc.constant(example ?? 'acme');
  return fc.oneof(
    fc.string({ maxLength: Math.min(maxLength, 40) }),
    fc.constant('x'.repeat(Math.min(maxLength, 5_000) + 1)),
  );
}
