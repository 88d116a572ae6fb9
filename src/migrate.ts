import { loadConfig } from './config/load-config.js';
import { failStart } from './fail-start.js';
import { openDatabase } from './open-database.js';
import { runMigrations } from './database/run-migrations.js';

/** `npm run migrate`: brings the database to the newest schema and ends. */
async function main(): Promise<void> {
  const config = loadConfig(process.env, process.stdout.isTTY);
  const database = await openDatabase(config, (line) => process.stdout.write(`${line}\n`));
  try {
    const ran = await runMigrations(database.url);
    process.stdout.write(ran.length === 0 ? 'nothing to migrate\n' : `${ran.join('\n')}\n`);
  } finally {
    await database.stop();
  }
}

main().catch(failStart);
