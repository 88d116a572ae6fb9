import { type AnySchema, Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from './http-client.js';

interface Operation {
  readonly responses: Record<string, { content?: Record<string, { schema?: AnySchema }> } | undefined>;
}

interface ApiDocument {
  readonly paths: Record<string, Record<string, Operation | undefined>>;
  readonly components: object;
}

/** Holds real answers against what the OpenAPI document promises: the status, the media type, and every field. */
export class DocumentedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly routes: readonly { form: RegExp; path: string }[];
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: ApiDocument) {
    // `format` would be checked by an addition made for older modules; its default export hides one level down.
    (addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(this.ajv);
    this.ajv.addSchema({ $id: 'api', components: document.components });
    this.routes = Object.keys(document.paths)
      .toSorted((one, other) => Number(one.includes('{')) - Number(other.includes('{')))
      .map((path) => ({ path, form: formOf(path) }));
  }

  /** @throws Error that names the route and what is not as documented; answers of unknown routes pass */
  check(method: string, url: string, answer: Answer): void {
    const path = url.split('?', 1)[0] ?? '';
    const route = this.routes.find(({ form }) => form.test(path))?.path;
    const operation = route === undefined ? undefined : this.document.paths[route]?.[method.toLowerCase()];
    if (route === undefined || operation === undefined) return;
    const where = `${method} ${route} answered ${answer.status}`;
    const response = operation.responses[String(answer.status)];
    if (response === undefined) throw new Error(`${where}, which is not documented: ${answer.text.slice(0, 300)}`);
    const type = (answer.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    if (answer.text === '') return;
    const schema = response.content?.[type]?.schema;
    if (schema === undefined) throw new Error(`${where} with ${type}, which is not documented`);
    if (type.endsWith('json')) this.validate(`${where} ${type}`, schema, answer.body);
  }

  private validate(where: string, schema: AnySchema, body: unknown): void {
    const validator = this.validators.get(where) ?? this.ajv.compile(withBase(schema));
    this.validators.set(where, validator);
    if (validator(body)) return;
    const problems = (validator.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
    throw new Error(
      `${where}, not as documented: ${problems.slice(0, 5).join('; ')} in ${JSON.stringify(body).slice(0, 500)}`,
    );
  }
}

/** References point into the document, which the validator knows as `api`. */
function withBase(schema: AnySchema): AnySchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as AnySchema;
}

function formOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.+]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}/?$`);
}
