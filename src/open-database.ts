import type { Config } from './config/config.js';
import { startEmbeddedPostgres } from './database/embedded/embedded-postgres.js';

/** The database that a process works with, and how it is let go. */
export interface OpenDatabase {
  /** Carries a password: not for logs. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The configured server, or else the embedded one, started. */
export async function openDatabase(config: Config, log: (line: string) => void): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, stop: () => Promise.resolve() };
  return startEmbeddedPostgres({ dataDir: config.dataDir, log });
}
