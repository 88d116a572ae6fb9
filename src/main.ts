import 'reflect-metadata';
import { ConfigError, loadConfig } from './config/load-config.js';
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

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
});
