import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startTestApp, type TestApp } from '../support/test-app.js';

const run = promisify(execFile);
const options = [
  '--ignoreConfig',
  '--strict',
  '--target',
  'es2023',
  '--module',
  'nodenext',
  '--types',
  'node',
  '--skipLibCheck',
];

let app: TestApp;
let folder: string;

beforeAll(async () => {
  app = await startTestApp();
  // Inside the project, so that the compiler finds Node's types.
  folder = await mkdtemp(resolve('dist-test', 'client-'));
});

afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

describe('a client that is generated from the OpenAPI document', () => {
  it('compiles, refuses what the document does not know, and works against the service', async () => {
    const { text } = await app.request('GET', '/openapi.json');
    await writeFile(join(folder, 'openapi.json'), text);
    await copyFile('test/api/generated-client.txt', join(folder, 'story.ts'));
    const generator = resolve('node_modules', 'openapi-typescript', 'bin', 'cli.js');
    await run(process.execPath, [generator, join(folder, 'openapi.json'), '-o', join(folder, 'schema.ts')]);
    const compiler = resolve('node_modules', 'typescript', 'bin', 'tsc');
    const compiled = await run(process.execPath, [compiler, ...options, join(folder, 'story.ts')]).catch(outputOf);
    expect(compiled.stdout).toBe('');
    const environment = { ...process.env, BASE: app.url, TOKEN: app.platformToken };
    const { stdout } = await run(process.execPath, [join(folder, 'story.js')], { env: environment });
    expect(JSON.parse(stdout)).toEqual({
      timezone: 'UTC',
      prefix: expect.stringMatching(/^mst_viewer_prod_/),
      total: 0,
      verdict: 'blocked',
      invited: 0,
    });
  }, 120_000);
});

/** The compiler tells its errors on standard output and fails. */
function outputOf(error: unknown): { stdout: string } {
  return { stdout: String(Reflect.get(error as object, 'stdout')) };
}
