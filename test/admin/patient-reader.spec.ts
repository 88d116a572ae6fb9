import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { patientReader } from '../../src/admin/csv/patient-reader.js';

function endlessRows(): Readable {
  let row = 0;
  return new Readable({
    objectMode: true,
    highWaterMark: 4,
    read() {
      this.push({ row: (row += 1) });
    },
  });
}

describe('patientReader', () => {
  it('gives up on a reader that takes nothing, and stops the rows', async () => {
    const rows = endlessRows();
    const reader = pipeline(rows, patientReader(30), () => undefined);
    await expect(once(reader, 'never')).rejects.toThrow('stalled');
    expect(rows.destroyed).toBe(true);
  });

  it('bears with one that is slow and goes on', async () => {
    const reader = pipeline(endlessRows(), patientReader(200), () => undefined);
    let taken = 0;
    const began = performance.now();
    for await (const row of reader) {
      taken += Reflect.get(row as object, 'row') === taken + 1 ? 1 : Number.NaN;
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (performance.now() - began > 600) break;
    }
    expect(taken).toBeGreaterThan(3);
  });
});
