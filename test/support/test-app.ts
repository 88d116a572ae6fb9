import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Parts } from '../../src/app.module.js';
import type { Clock } from '../../src/common/clock.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createApp, listen } from '../../src/http/create-app.js';
import { createLog } from '../../src/http/log.js';
import { checkInvariants } from './check-invariants.js';
import type { InvariantGroup } from './invariants.js';
import { DocumentedAnswers } from './documented-answers.js';
import { request, type Answer, type RequestOptions } from './http-client.js';
import { SecretTrail } from './secret-trail.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface TestAppOptions {
  /** Settings besides the usual ones of tests. */
  readonly env?: Record<string, string>;
  readonly clock?: Clock;
  /** A second process of the same service: another application's database. */
  readonly database?: TestDatabase;
  /** Seals secrets; two applications on one database must share it. */
  readonly encryptionKey?: Buffer;
  /** What the test writes into the database itself, past the service: rows that need not be as the service leaves them. */
  readonly byHand?: readonly InvariantGroup[];
  /** After how many milliseconds a request is given up. */
  readonly answerWithinMs?: number;
  /** Collects the log lines instead of silence. */
  readonly onLog?: (line: string) => void;
}

/** The whole application on a free port, with a database of its own. */
export interface TestApp {
  readonly url: string;
  readonly platformToken: string;
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly encryptionKey: Buffer;
  /** Looks into the database, past the application. */
  readonly pool: pg.Pool;
  /** Fails when the answer is not as the OpenAPI document says, or shows a secret that was shown before. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Fails when the rows that the test leaves break an invariant, or a secret lies in them or in the log. */
  stop(): Promise<void>;
}

/** The document as agreed on; a test of its own holds the served one against it. */
const document = new URL('../../../test/snapshots/openapi.json', import.meta.url);
const documented = new DocumentedAnswers(JSON.parse(readFileSync(document, 'utf8')));

/** Starts the application as the service does, against a fresh copy of the migrated database. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createTestDatabase());
  const platformToken = `platform-${randomBytes(24).toString('hex')}`;
  const environment = { PORT: '0', PLATFORM_TOKEN: platformToken, SCHEDULER: 'off', LOG_FORMAT: 'json' };
  const config = loadConfig({ ...environment, LOG_LEVEL: 'trace', DATABASE_URL: database.url, ...options.env }, false);
  const encryptionKey = options.encryptionKey ?? randomBytes(32);
  const parts: Parts = {
    config,
    databaseUrl: database.url,
    encryptionKey,
    ...patienceOf(options),
    ...clockOf(options),
  };
  const secrets = trailOf(database);
  secrets.add('the platform token', platformToken);
  secrets.addKey('the encryption key', encryptionKey);
  const lines: string[] = [];
  const log = createLog(config, { write: (line) => keep(lines, line, options.onLog) });
  const app = await createApp(parts, log);
  const url = await listen(app, parts);
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  // Dropping the database may still meet a connection that is just closing; a query that fails says so itself.
  pool.on('error', () => undefined);
  return {
    url,
    platformToken,
    app,
    database,
    encryptionKey,
    pool,
    async request(method, path, requestOptions) {
      secrets.learn(requestOptions?.body);
      const answer = await request(url, method, path, requestOptions);
      const told = `${JSON.stringify([...answer.headers])}${answer.text}`;
      secrets.refuseIn(told, `the answer to ${method} ${path}`);
      secrets.learn(answer.body);
      documented.check(method, path, answer);
      return answer;
    },
    async stop() {
      await app.close();
      try {
        secrets.refuseIn(lines.join(''), 'the log');
        if (options.database === undefined) {
          await checkInvariants(pool, options.byHand);
          await secrets.refuseInDatabase(pool);
        }
      } finally {
        await pool.end();
        if (options.database === undefined) await database.drop();
      }
    },
  };
}

/** Processes on one database share what must not lie in it. */
const trails = new WeakMap<TestDatabase, SecretTrail>();

function trailOf(database: TestDatabase): SecretTrail {
  const trail = trails.get(database) ?? new SecretTrail();
  trails.set(database, trail);
  return trail;
}

/** Everything is kept for the search for secrets; whoever listens hears what a service says by default. */
function keep(lines: string[], line: string, listener: TestAppOptions['onLog']): void {
  lines.push(line);
  if (Number(/"level":(\d+)/.exec(line)?.[1]) >= 30) listener?.(line);
}

function patienceOf({ answerWithinMs }: TestAppOptions): Pick<Parts, 'answerWithinMs'> {
  return answerWithinMs === undefined ? {} : { answerWithinMs };
}

function clockOf(options: TestAppOptions): { clock?: Clock } {
  return options.clock === undefined ? {} : { clock: options.clock };
}
