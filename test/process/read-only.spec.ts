import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseUser } from '../../src/database/embedded/choose-user.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { projectRoot, type RunningService, startService } from './running-service.js';

const platformToken = 'p'.repeat(40);
const main = join(projectRoot, 'dist-test/src/main.js');

/** With it every attempt to open a file for writing is an error, wherever the file is. */
const nothingWritable = [
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  '--allow-fs-read=*',
];

describe('production, as an image runs it', () => {
  let folder: string;
  let database: TestDatabase;
  let service: RunningService;

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'muster-read-only-'));
    await chmod(folder, 0o555);
  });

  afterEach(async () => {
    service.process.kill('SIGKILL');
    await service.ended();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** In a folder that nobody may write to, without a home, a place for temporary files or a right to write anywhere. */
  async function start(flags: readonly string[]): Promise<void> {
    const bare = ['/bin/sh', '-c', 'unset HOME TMPDIR; cd "$0" && exec "$@"', folder];
    const env = {
      NODE_ENV: 'production',
      DATABASE_URL: database.url,
      PLATFORM_TOKEN: platformToken,
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    service = await startService([...bare, process.execPath, ...flags, main], env, (await chooseUser()) ?? {});
  }

  async function statusOf(method: string, path: string, body?: object): Promise<number> {
    const headers = {
      authorization: `Bearer ${platformToken}`,
      'content-type': 'application/json',
      accept: 'text/csv',
    };
    const answer = await fetch(`${service.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await answer.text();
    return answer.status;
  }

  it.each([
    ['as a user who may write nothing there', []],
    ['with every write to the file system refused', nothingWritable],
  ])('works %s', async (_, flags) => {
    await start(flags);
    expect(await statusOf('POST', '/api/v1/organizations', { slug: 'acme', name: 'Acme' })).toBe(201);
    expect(await statusOf('POST', '/api/v1/organizations/acme/tokens', { name: 'x', scope: 'scim' })).toBe(201);
    const connection = { siteUrl: 'https://acme.lcvista.com', apiKey: 'a'.repeat(40) };
    expect(await statusOf('PUT', '/api/v1/organizations/acme/lcvista', connection)).toBe(200);
    for (const path of ['/health/ready', '/metrics', '/openapi.json', '/docs', '/docs/swagger-ui.css']) {
      expect([path, await statusOf('GET', path)]).toEqual([path, 200]);
    }
    expect(await statusOf('GET', '/api/v1/organizations/acme/audit-events')).toBe(200);
    service.process.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(await readdir(folder)).toEqual([]);
    expect(service.output().match(/EACCES|EROFS|ENOENT|ERR_ACCESS_DENIED|"level":[56]0/g)).toBeNull();
  });

  it('sends the headers that keep browsers safe with the pages of the documentation too', async () => {
    await start([]);
    for (const path of [
      '/docs',
      '/docs/swagger-ui.css',
      '/docs/swagger-ui-init.js',
      '/openapi.json',
      '/docs/nothing',
    ]) {
      const { headers } = await fetch(`${service.url}${path}`);
      expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
        path,
        'nosniff',
        'DENY',
      ]);
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("script-src 'self'"),
      ]);
    }
  });
});

describe('the image', () => {
  it('runs as an ordinary user, without the tools that built it', async () => {
    const stages = (await readFile(join(projectRoot, 'Dockerfile'), 'utf8')).split(/^FROM /m);
    const last = stages.at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ["node", "dist/src/main.js"]'));
    expect(last).toContain('NODE_ENV=production');
    expect(last).not.toMatch(/^(RUN|ADD|VOLUME)/m);
    expect(stages.find((stage) => stage.includes('AS packages'))).toContain('npm ci --omit=dev --omit=optional');
  });

  it('gets a read-only file system and no privileges in the example of a deployment', async () => {
    const compose = await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8');
    const services = compose.split(/^ {2}(?=\w+:$)/m).filter((service) => service.includes('build: .'));
    expect(services).toHaveLength(2);
    for (const service of services) {
      expect(service).toMatch(/^ {4}read_only: true$/m);
      expect(service).toMatch(/^ {4}cap_drop: \[ALL\]$/m);
      expect(service).toMatch(/^ {4}security_opt: \['no-new-privileges:true'\]$/m);
      expect(service).not.toMatch(/^ {4}volumes:/m);
    }
  });
});
