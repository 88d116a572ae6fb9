import { Transform } from 'node:stream';

/**
 * Passes rows on, and gives up on a reader that stalls: one that takes nothing for so long has gone away without saying
 * so, and would keep a connection and its transaction for ever.
 *
 * @param patienceMs from one row taken to the next
 */
export function patientReader(patienceMs: number): Transform {
  const reader = new Transform({
    objectMode: true,
    transform(row, _, next) {
      timer.refresh();
      next(null, row);
    },
  });
  const timer = setTimeout(() => reader.destroy(new Error('the reader of an export stalled')), patienceMs);
  return reader.once('close', () => clearTimeout(timer));
}
