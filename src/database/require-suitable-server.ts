import type { QueryRunner } from 'typeorm';

const oldestVersion = 14;

/**
 * Refuses a database in which Muster would not work as told, before anything is written into it. SQL_ASCII counts bytes
 * where names have letters, so that a search for them finds nobody; other encodings cannot hold every name.
 *
 * @throws Error that names `DATABASE_URL`
 */
export async function requireSuitableServer(runner: QueryRunner): Promise<void> {
  const [server]: { version: number; encoding: string }[] = await runner.query(
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding`,
  );
  const { version = 0, encoding } = server ?? {};
  if (version < oldestVersion) {
    throw new Error(`DATABASE_URL names a PostgreSQL ${version}; it must be ${oldestVersion} or newer`);
  }
  if (encoding !== 'UTF8') throw new Error(`DATABASE_URL names a database encoded in ${encoding}; it must be in UTF8`);
}
