import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Beside this file's source: what the compiler makes is thrown away. */
const snapshot = 'test/snapshots/openapi.json';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.stop());

describe('the OpenAPI document', () => {
  it('is the one that was agreed: a change of the contract shows in the diff (UPDATE_SNAPSHOT=1 takes it over)', async () => {
    const { body } = await app.request('GET', '/openapi.json');
    const text = `${JSON.stringify(body, null, 2)}\n`;
    if (process.env['UPDATE_SNAPSHOT'] === '1') await writeFile(snapshot, text);
    expect(JSON.parse(await readFile(snapshot, 'utf8'))).toEqual(body);
  });
});
