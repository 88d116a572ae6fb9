/**
 * Loaded into the service under test with `node --expose-gc --import`: on SIGUSR2 it collects its garbage and tells what
 * is left, in bytes.
 */
let asked = 0;

process.on('SIGUSR2', () => {
  asked += 1;
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('start with --expose-gc');
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`heap ${asked}: ${heapUsed + external} of ${rss}\n`);
});
