import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { onStop } from '../src/stop-signals.js';
import { readOptions } from './read-options.js';
import { printReport } from './report/print-report.js';
import type { Results } from './report/result.js';
import { runBench } from './run-bench.js';
import { startWorld } from './world/world.js';

const start = Date.now();

/** What is going on goes to standard error: standard output is for results. */
function log(line: string): void {
  process.stderr.write(`${((Date.now() - start) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
}

async function store(results: Results, file: string): Promise<void> {
  const json = `${JSON.stringify(results, null, 2)}\n`;
  if (file === '-') {
    process.stdout.write(json);
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, json);
  log(`results are in ${file}`);
}

/** `npm run bench`: measures, prints a table, keeps the figures as JSON, and leaves nothing running. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const starting = startWorld(options, log);
  onStop(async () => (await starting).stop());
  const world = await starting;
  try {
    const results = await runBench(world, options, log);
    process.stdout.write(`${printReport(results)}\n`);
    await store(results, options.json);
  } finally {
    await world.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
