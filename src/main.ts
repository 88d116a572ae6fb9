import 'reflect-metadata';
import { loadConfig } from './config/load-config.js';
import { failStart } from './fail-start.js';
import { startMuster } from './start-muster.js';
import { onStop } from './stop-signals.js';
import { welcome } from './welcome.js';

/** `npm start`: migrates, serves, and stops cleanly on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const config = loadConfig(process.env, process.stdout.isTTY);
  const starting = startMuster(config);
  // Asked to stop while it still starts, it finishes starting first: stopping half a start is how things stay behind.
  onStop(async () => (await starting).stop());
  const { app, address } = await starting;
  await welcome(app, config, address, (line) => process.stdout.write(`${line}\n`));
}

main().catch(failStart);
