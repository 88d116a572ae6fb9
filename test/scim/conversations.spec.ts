import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { isJsonObject } from '../../src/scim-core/json/json-value.js';
import { type ScimApp, startScimApp } from './scim-app.js';

interface Step {
  readonly name: string;
  readonly request: { readonly method: string; readonly path: string; readonly body?: JsonValue };
  /** `body` is what the answer must have at least; null stands for "absent". */
  readonly expect: { readonly status: number; readonly body?: JsonObject; readonly headers?: Record<string, string> };
  /** Members of the answer that later steps call `{{name}}`. */
  readonly capture?: Record<string, string>;
}

interface Conversation {
  readonly source: string;
  readonly steps: readonly Step[];
}

// The compiled tests lie below dist-test; the conversations are read where they were written.
const folder = join(process.cwd(), 'test', 'scim', 'conversations');
const names = readdirSync(folder).map((file) => file.replace('.json', ''));

let acme: ScimApp;
beforeAll(async () => {
  acme = await startScimApp();
});
afterAll(() => acme.stop());

describe('recorded conversations', () => {
  it.each(names)('%s', async (name) => {
    const { steps } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Conversation;
    const values = new Map([
      ['run', name],
      ['base', acme.base],
    ]);
    for (const step of steps) await play(step, values);
  });
});

async function play(step: Step, values: Map<string, string>): Promise<void> {
  const { method, path, body } = fill(step.request, values);
  const answer = await acme.scim(method, path, body);
  const where = `${step.name}: ${method} ${path} answered ${answer.status} ${answer.text}`;
  expect({ where, status: answer.status }).toEqual({ where, status: step.expect.status });
  if (answer.text !== '') expect(answer.headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
  if (answer.status === 204) expect(answer.text).toBe('');
  for (const [captured, member] of Object.entries(step.capture ?? {})) values.set(captured, answer.body[member]);
  const expected = fill(step.expect, values);
  const differences = differencesOf(expected.body ?? {}, answer.body ?? {}, '');
  expect({ where, differences }).toEqual({ where, differences: [] });
  for (const [header, value] of Object.entries(expected.headers ?? {})) expect(answer.headers.get(header)).toBe(value);
}

/** Puts the captured values in the place of `{{name}}`. */
function fill<T>(template: T, values: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(template).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values.get(name) ?? whole);
  return JSON.parse(text) as T;
}

function differencesOf(expected: JsonValue, actual: JsonValue | undefined, path: string): string[] {
  if (expected === null) return actual === undefined || actual === null ? [] : [`${path} is there`];
  if (isJsonObject(expected)) {
    if (!isJsonObject(actual)) return [`${path} is no object`];
    return Object.entries(expected).flatMap(([key, value]) => differencesOf(value, actual[key], `${path}/${key}`));
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [`${path} has not ${expected.length} items`];
    return expected.flatMap((item, at) => differencesOf(item, actual[at], `${path}/${at}`));
  }
  return expected === actual ? [] : [`${path} is ${JSON.stringify(actual)} and not ${JSON.stringify(expected)}`];
}
