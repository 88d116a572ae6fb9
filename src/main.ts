import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { loadConfig } from './config/load-config.js';
import { failStart } from './fail-start.js';
import { createLog } from './http/log.js';
import { type Muster, startMuster } from './start-muster.js';
import { onStop } from './stop-signals.js';
import { welcome } from './welcome.js';

/** Whoever tells a process to stop kills it after half a minute, as a rule; clients that still read may have longer. */
const stopWithinMs = 30_000;
const longestStopMs = 95_000;

/**
 * How much garbage may come on top of what is in use before it is collected, in percent. Left to itself V8 waits for four
 * times as much: the process then holds 320 MiB of which it uses 60.
 */
setFlagsFromString('--heap-growing-percent=80');

/** `npm start`: migrates, serves, and stops cleanly on SIGINT and SIGTERM. */
async function main(): Promise<void> {
  const config = loadConfig(process.env, process.stdout.isTTY);
  const log = createLog(config);
  let muster: Muster | undefined;
  const starting = startMuster(config, log);
  // Asked to stop while it still starts, it finishes starting first: stopping half a start is how things stay behind.
  onStop(async () => (await starting).stop(), {
    withinMs: stopWithinMs,
    longestMs: longestStopMs,
    isAwaited: () => muster?.isReadTo() === true,
    tell: (line) => log.error(line),
  });
  muster = await starting;
  await welcome(muster.app, config, muster.address, (line) => process.stdout.write(`${line}\n`));
}

main().catch(failStart);
