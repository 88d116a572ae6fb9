import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type CsvCell, csvTable } from '../../src/admin/csv/csv-table.js';

const table = (cells: CsvCell[]): Promise<string> =>
  text(
    csvTable(Readable.from(cells.map((cell) => ({ cell }))), [
      { header: 'cell', value: (row: { cell: CsvCell }) => row.cell },
    ]),
  );

describe('csvTable', () => {
  it.each<[CsvCell, string]>([
    ['plain', 'plain'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['a,b', '"a,b"'],
    ['=a,"b"', '"\'=a,""b"""'],
    ['two\nlines', '"two\nlines"'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [7, '7'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [['a', 'b'], 'a; b'],
    [['=a'], "'=a"],
  ])('writes %j', async (cell, line) => {
    await expect(table([cell])).resolves.toBe(`cell\n${line}\n`);
  });

  it('has a header row when there is nothing else', async () => {
    await expect(table([])).resolves.toBe('cell\n');
  });

  it('never lets a cell begin like a formula, and loses nothing else', async () => {
    const property = fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), async (cells) => {
      const lines = parse(await table(cells), { columns: true, relax_column_count: true, skip_empty_lines: false });
      const read = (lines as { cell?: string }[]).map(({ cell }) => cell ?? '');
      for (const [at, cell] of read.entries()) {
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect([cells[at], `'${cells[at]}`]).toContain(cell);
      }
      expect(read).toHaveLength(cells.length);
    });
    await fc.assert(property);
  });

  it('hands an error of the rows to its reader', async () => {
    const rows = new Readable({ objectMode: true, read: () => undefined });
    const answer = text(csvTable(rows, [{ header: 'a', value: () => 'a' }]));
    rows.destroy(new Error('the database went away'));
    await expect(answer).rejects.toThrow('the database went away');
  });

  it('stops the rows when its reader goes away', async () => {
    const rows = new Readable({ objectMode: true, read: () => undefined });
    const table = csvTable(rows, [{ header: 'a', value: () => 'a' }]);
    table.destroy();
    await new Promise((resolve) => rows.once('close', resolve));
    expect(rows.destroyed).toBe(true);
  });
});
