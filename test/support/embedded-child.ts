/**
 * A process that owns an embedded database, for tests that kill it: `node embedded-child.js <data folder>`. Says what
 * happens as one JSON value per line.
 */
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { onStop } from '../../src/stop-signals.js';

const say = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);

const starting = startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', log: (log) => say({ log }) });
onStop(async () => (await starting).stop());
starting.then(
  ({ url }) => {
    say({ url });
    setInterval(() => undefined, 60_000);
  },
  (error: Error) => {
    say({ refused: error.message, name: error.name });
    process.exit(1);
  },
);
