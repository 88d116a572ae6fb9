import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { projectRoot } from './running-service.js';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const curl = join(projectRoot, 'dist-test/test/process/curl.js');

/** The shell lines of each step of "First steps by hand". */
function stepsByHand(): string[] {
  const [, rest = ''] = readme.split('### First steps by hand');
  const [block = ''] = /(?<=```sh\n)[^]*?(?=```)/.exec(rest) ?? [];
  return block.split(/^# \d+\. .*$/m).slice(1);
}

interface Printed {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

describe('the README', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app.stop());

  /** Runs shell lines as a person would; `curl` is our own, so that it need not be installed. */
  async function shell(lines: string, variables: Record<string, string>): Promise<Printed[]> {
    const prelude = `curl() { "${process.execPath}" "${curl}" "$@"; }`;
    const env = { URL: app.url, PLATFORM: app.platformToken, ...variables };
    const { stdout } = await promisify(execFile)('/bin/sh', ['-euc', `${prelude}\n${lines}`], { env });
    return stdout
      .trim()
      .split('\n')
      .map((line) => ({
        status: Number(line.slice(0, 3)),
        body: JSON.parse(line.slice(4)) as Record<string, unknown>,
      }));
  }

  it('has first steps that work as they stand', async () => {
    const steps = stepsByHand();
    expect(steps).toHaveLength(5);
    const [organization = '', tokens = '', arrival = '', signIn = '', diagnosis = ''] = steps;
    expect((await shell(organization, {})).map(({ status }) => status)).toEqual([201]);
    const [scim, claim] = await shell(tokens, {});
    const variables = { SCIM: String(scim?.body['token']), CLAIM: String(claim?.body['token']) };
    const [arrived] = await shell(arrival, variables);
    expect([arrived?.status, arrived?.body['userName']]).toEqual([201, 'jane@acme.com']);
    expect((await shell(signIn, variables)).map(({ status }) => status)).toEqual([201]);
    const [answer] = await shell(diagnosis, variables);
    expect(answer).toMatchObject({ status: 200, body: { email: 'jane@acme.com', verdict: 'blocked' } });
  });

  it('lists every setting that there is, and no other', () => {
    const code = readFileSync(join(projectRoot, 'src/config/load-config.ts'), 'utf8');
    const read = [...code.matchAll(/\bread\.\w+(?:<\w+>)?\(([^)\n]*)/g)].flatMap(([, given = '']) =>
      [...given.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name = '']) => name),
    );
    const [, chapter = ''] = readme.split('\n## Settings\n');
    const [table = ''] = chapter.split('\n## ');
    const told = [...table.matchAll(/^\| (`.+?`) +\|/gm)].flatMap(([, names = '']) =>
      names.split(', ').map((name) => name.replaceAll('`', '')),
    );
    expect(read.length).toBeGreaterThan(15);
    // The place of PostgreSQL's programs is asked for by the embedded database, not by the configuration.
    expect(told.toSorted()).toEqual([...read, 'PG_BIN_DIR'].toSorted());
  });
});
