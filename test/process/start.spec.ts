import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killService, noProcessWith, processesWith, type RunningService, startService } from './running-service.js';

const service = [process.execPath, 'dist-test/src/main.js'];
const platformToken = 'p'.repeat(40);

/** The service as a person starts it: a process of its own, with an embedded database. */
describe('a process of the service', () => {
  let dataDir: string;
  let running: RunningService[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-process-'));
    // Closed to others, root would have to keep the database elsewhere, where nobody removes it.
    await chmod(dataDir, 0o755);
    running = [];
  });

  afterEach(async () => {
    // All at once: each is over only when nobody is left on the directory.
    await Promise.all(running.map((one) => killService(one, dataDir)));
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(
    command: readonly string[] = service,
    env: Record<string, string> = {},
  ): Promise<RunningService> {
    const started = await startService(command, { DATA_DIR: dataDir, PLATFORM_TOKEN: platformToken, ...env });
    running.push(started);
    return started;
  }

  const headers = { authorization: `Bearer ${platformToken}`, 'content-type': 'application/json' };

  async function createOrganization(url: string, slug: string): Promise<number> {
    const body = JSON.stringify({ slug, name: slug });
    return (await fetch(`${url}/api/v1/organizations`, { method: 'POST', headers, body })).status;
  }

  async function organizationStatus(url: string, slug: string): Promise<number> {
    return (await fetch(`${url}/api/v1/organizations/${slug}`, { headers })).status;
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops cleanly on %s, leaves nothing behind and remembers',
    async (signal) => {
      const first = await start();
      expect(await createOrganization(first.url, 'acme')).toBe(201);
      first.process.kill(signal);
      expect(await first.ended()).toBe(0);
      expect(processesWith(dataDir)).toEqual([]);
      const second = await start();
      expect(await organizationStatus(second.url, 'acme')).toBe(200);
    },
  );

  it('remembers what it acknowledged before a kill -9', async () => {
    const first = await start();
    expect(await createOrganization(first.url, 'acme')).toBe(201);
    first.process.kill('SIGKILL');
    await first.ended();
    const second = await start();
    expect(await organizationStatus(second.url, 'acme')).toBe(200);
  });

  it('stops when npm, its parent, is told to stop', async () => {
    const shell = `${process.execPath} dist-test/src/main.js; exit $?`;
    const { process: parent } = await start(['/bin/sh', '-c', shell], { npm_lifecycle_event: 'start' });
    parent.kill('SIGKILL');
    await expect(noProcessWith(dataDir)).resolves.toBe(true);
  });

  it('refuses a second process on the same data directory, in one sentence', async () => {
    await start();
    await expect(start()).rejects.toThrow(/embedded database in use by another process; stop it or set DATABASE_URL/);
  });

  it('prints a platform token and the next steps at the very first start, and never again', async () => {
    const first = await start(service, { PLATFORM_TOKEN: '' });
    const docs = await fetch(`${first.url}/docs`);
    expect([docs.status, await docs.text()]).toEqual([200, expect.stringContaining('swagger-ui')]);
    const token = await first.says(/^ {2}(mst_platform_\S+)$/m);
    const answer = await fetch(`${first.url}/api/v1/organizations`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    const steps = [...first.output().matchAll(/^ {2}(\d)\. .+http:\/\/\S+$/gm)].map(([, number]) => number);
    expect(steps).toEqual(['1', '2', '3']);
    first.process.kill('SIGTERM');
    await first.ended();
    const second = await start(service, { PLATFORM_TOKEN: '' });
    second.process.kill('SIGTERM');
    await second.ended();
    expect(second.output()).not.toContain('mst_platform_');
  });

  it('refuses a key that opens nothing of what is stored, until it is told that the right one is lost', async () => {
    const [right, wrong] = [7, 8].map((byte) => Buffer.alloc(32, byte).toString('base64'));
    const first = await start(service, { ENCRYPTION_KEY: right ?? '' });
    await createOrganization(first.url, 'acme');
    const body = JSON.stringify({ url: 'https://lms.example.com/hook', events: ['member.enrolled'] });
    const webhooks = `${first.url}/api/v1/organizations/acme/webhooks`;
    expect((await fetch(webhooks, { method: 'POST', headers, body })).status).toBe(201);
    first.process.kill('SIGTERM');
    expect(await first.ended()).toBe(0);
    const refused = start(service, { ENCRYPTION_KEY: wrong ?? '', LOG_LEVEL: 'silent' });
    await expect(refused).rejects.toThrow(/: ENCRYPTION_KEY does not open a secret in the database; set [^\n]+\n$/);
    const env = { ENCRYPTION_KEY: wrong ?? '', ENCRYPTION_KEY_PREVIOUS: 'lost' };
    const second = await start(service, env);
    expect(await organizationStatus(second.url, 'acme')).toBe(200);
  });

  it('tells every bad setting in a line and does not start', async () => {
    await expect(start(service, { PORT: 'x', SCHEDULER: 'maybe' })).rejects.toThrow(
      /PORT must be a whole number from 0 to 65535\nSCHEDULER must be one of on, off\n/,
    );
  });
});
