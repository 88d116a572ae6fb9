import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Parts } from './app.module.js';
import { Encryption } from './common/encryption.js';
import type { Config } from './config/config.js';
import { encryptionKey } from './config/encryption-key.js';
import { runMigrations } from './database/run-migrations.js';
import { Departure } from './health/departure.js';
import { createApp, listen } from './http/create-app.js';
import { createLog } from './http/log.js';
import { BackgroundWork } from './jobs/background-work.js';
import { checkSealedSecrets } from './jobs/sealing/check-sealed-secrets.js';
import { type OpenDatabase, openDatabase } from './open-database.js';

/** A running service: where it answers, and how to end it. */
export interface Muster {
  readonly address: string;
  readonly app: NestFastifyApplication;
  /** Ends within 30 seconds, whether the database answers or not; later only while `isReadTo`. */
  stop(): Promise<void>;
  /** Whether clients are still reading answers, such as a long export. */
  isReadTo(): boolean;
}

/**
 * Database (embedded unless one is configured), migrations, application, in that order; `stop` goes the other way, so
 * that requests in flight still find their database.
 */
export async function startMuster(config: Config, log = createLog(config)): Promise<Muster> {
  const database = await openDatabase(config, (line) => log.info(line));
  try {
    for (const name of await runMigrations(database.url)) log.info({ migration: name }, 'migrated');
    const parts: Parts = { config, databaseUrl: database.url, encryptionKey: await encryptionKey(config) };
    const { keys, lost } = config.previousEncryptionKeys;
    if (!lost) await checkSealedSecrets(database.url, new Encryption(parts.encryptionKey, keys));
    return await serve(parts, database, log);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function serve(parts: Parts, database: OpenDatabase, log: Logger): Promise<Muster> {
  const app = await createApp(parts, log, true);
  try {
    const address = await listen(app, parts);
    log.info({ address }, 'listening');
    const departure = app.get(Departure);
    return { address, app, stop: () => stop(app, database, log), isReadTo: () => departure.hasReaders };
  } catch (error) {
    // The queue's workers are at work already; they must not lose their database under their feet.
    await app.close();
    throw error;
  }
}

async function stop(app: NestFastifyApplication, database: OpenDatabase, log: Logger): Promise<void> {
  log.info('stopping');
  // Both take their time; the application then waits for what the work still needs.
  const work = app.get(BackgroundWork).leave();
  await Promise.all([work, app.get(Departure).announce()]);
  await app.close();
  await database.stop();
  log.info('stopped');
}
