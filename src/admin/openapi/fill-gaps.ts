import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation } from './common-answers.js';

/** What a success means where its route says nothing more. */
const successes: Readonly<Record<string, string>> = {
  200: 'As asked.',
  201: 'Made; this is how it is now.',
  202: 'Taken; the work goes on behind the scenes.',
  204: 'Done; there is nothing more to say.',
};

const id = '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01';
const instant = '2026-01-06T11:00:03.120Z';

/** One person's story, by the names of fields and parameters that show no example of their own. */
const examples: Readonly<Record<string, unknown>> = {
  id,
  memberId: id,
  userId: id,
  subjectId: id,
  resourceId: id,
  actorId: '7f1f7f55-6a44-4a04-9d0b-9d4c5b9a7d11',
  secretId: '6c2f1f0a-3a52-4b0e-9f0e-0f3f1d2c4b5a',
  member: id,
  cohort: '3f0c1f64-7a53-4d0f-9d1c-0d8f3b2a6c11',
  actor: 'Support desk',
  from: '2026-01-01T00:00:00Z',
  to: '2026-02-01T00:00:00Z',
  q: 'jane',
  issuer: 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0',
  subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  idToken: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJvaWQiOiIuLi4ifQ.c2lnbmF0dXJl',
  displayName: 'Jane Doe',
  loginEmail: 'jane.doe@acme.com',
  organization: 'acme',
  advice: 'Ask them to sign in to the learning platform once; the next sync then maps them.',
  message: 'LCVista answered 503 four times.',
  error: 'The receiver answered 503.',
  sendError: 'The mail server refused the recipient.',
  text: 'Acme: 3 people are not mapped …',
  sentAt: instant,
  nextAttemptAt: instant,
  responseStatus: 200,
  detail: { before: 'jane@acme.com', after: 'jane.doe@acme.com' },
  before: { displayName: 'Jane Doe' },
  after: { displayName: 'Jane Roe' },
  body: { type: 'member.enrolled', timestamp: instant, data: { memberId: id } },
};

/** As much of a schema as tells whether it shows what is meant. */
interface Shown {
  $ref?: string;
  type?: unknown;
  enum?: unknown;
  anyOf?: unknown;
  allOf?: unknown;
  oneOf?: unknown;
  items?: unknown;
  example?: unknown;
  default?: unknown;
}

/** Whether somebody who reads the schema sees what a value looks like. */
export function showsItself(schema: Shown): boolean {
  const { type, example, ...rest } = schema;
  if (example !== undefined || rest.default !== undefined || type === 'boolean') return true;
  return [rest.$ref, rest.enum, rest.anyOf, rest.allOf, rest.oneOf, rest.items].some((part) => part !== undefined);
}

/** Every success is described, and every parameter has an example. */
export function fillGapsOf(operation: Operation): void {
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (answer !== undefined && 'description' in answer) answer.description ||= successes[status] ?? '';
  }
  for (const parameter of operation.parameters ?? []) {
    if ('in' in parameter && parameter.example === undefined) showExample(parameter.name, parameter.schema ?? {});
  }
}

/** Every field of every schema shows an example, or the words that it may be. */
export function fillGapsOfSchemas(schemas: NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>): void {
  for (const schema of Object.values(schemas)) {
    if (!('properties' in schema)) continue;
    for (const [name, property] of Object.entries(schema.properties ?? {})) showExample(name, property);
  }
}

function showExample(name: string, schema: Shown): void {
  if (!showsItself(schema) && name in examples) schema.example = examples[name];
}
