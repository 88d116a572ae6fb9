import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { killService, type RunningService, startService } from './running-service.js';

const run = promisify(execFile);
const platformToken = 'p'.repeat(40);
const headers = { authorization: `Bearer ${platformToken}`, 'content-type': 'application/json' };

async function stop(service: RunningService): Promise<void> {
  service.process.kill('SIGTERM');
  expect(await service.ended()).toBe(0);
}

async function post(service: RunningService, path: string, body: object): Promise<number> {
  const url = `${service.url}/api/v1/${path}`;
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
}

async function statusOf(service: RunningService, slug: string): Promise<number> {
  return (await fetch(`${service.url}/api/v1/organizations/${slug}`, { headers })).status;
}

/** The README's words on the embedded database, done. */
describe('back-up and restore of the embedded database', () => {
  let room: string;
  let running: RunningService[];

  beforeEach(async () => {
    room = await mkdtemp(join(tmpdir(), 'muster-back-up-'));
    await chmod(room, 0o755);
    running = [];
  });

  afterEach(async () => {
    for (const one of running) await killService(one, room);
    await rm(room, { recursive: true, force: true });
  });

  async function start(): Promise<RunningService> {
    const env = { DATA_DIR: join(room, 'data'), PLATFORM_TOKEN: platformToken };
    const service = await startService([process.execPath, 'dist-test/src/main.js'], env);
    running.push(service);
    return service;
  }

  it('brings back the instant of the copy, with secrets that open; and without the key says which variable is wrong', async () => {
    const first = await start();
    expect(await post(first, 'organizations', { slug: 'kept', name: 'Kept' })).toBe(201);
    const webhook = { url: 'https://lms.example.com/hook', events: ['member.enrolled'] };
    expect(await post(first, 'organizations/kept/webhooks', webhook)).toBe(201);
    await stop(first);
    await run('cp', ['-a', join(room, 'data'), join(room, 'copy')]);

    const second = await start();
    expect(await post(second, 'organizations', { slug: 'later', name: 'Later' })).toBe(201);
    await stop(second);
    await rm(join(room, 'data'), { recursive: true });
    await run('cp', ['-a', join(room, 'copy'), join(room, 'data')]);

    const restored = await start();
    expect([await statusOf(restored, 'kept'), await statusOf(restored, 'later')]).toEqual([200, 404]);
    await stop(restored);
    await rm(join(room, 'data', 'encryption.key'));
    await expect(start()).rejects.toThrow(/ENCRYPTION_KEY does not open a secret/);
  }, 60_000);
});
