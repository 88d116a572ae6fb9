import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { completeRows } from '../../src/admin/csv/complete-rows.js';

function countTo(last: number): Readable {
  let number = 0;
  return new Readable({
    objectMode: true,
    highWaterMark: 16,
    read() {
      number += 1;
      this.push(number > last ? null : number);
    },
  });
}

describe('completeRows', () => {
  it('completes as many at a time as a page has, in order, and no more than are taken', async () => {
    const batches: number[] = [];
    const rows = countTo(1_000);
    const completed = completeRows<number, string>(rows, (batch) => {
      batches.push(batch.length);
      return Promise.resolve(batch.map(String));
    });
    const first = await completed.next();
    expect([first.value, batches]).toEqual(['1', [200]]);
    const rest: string[] = [];
    for await (const row of completed) rest.push(row);
    expect(rest).toEqual(Array.from({ length: 999 }, (_, at) => String(at + 2)));
    expect(batches).toEqual([200, 200, 200, 200, 200, 0]);
  });

  it('stops the rows when its reader goes away', async () => {
    const rows = countTo(Infinity);
    const completed = Readable.from(completeRows<number, number>(rows, (batch) => Promise.resolve(batch)));
    await once(completed, 'readable');
    completed.destroy();
    // Its reading is aborted, which the pipeline that it stands in takes for what it is.
    await new Promise((closed) => rows.on('error', () => undefined).once('close', closed));
    expect(rows.destroyed).toBe(true);
  });

  it('hands on that a batch cannot be completed, and stops the rows', async () => {
    const rows = countTo(Infinity);
    const completed = Readable.from(completeRows(rows, () => Promise.reject(new Error('the database went away'))));
    await expect(once(completed, 'readable')).rejects.toThrow('the database went away');
    expect(rows.destroyed).toBe(true);
  });
});
