import { stringify } from 'csv-stringify';
import { pipeline, type Readable, Transform } from 'node:stream';

export type CsvCell = string | number | boolean | Date | readonly string[] | null | undefined;

/** A column of a table: what its first row says, and how a cell is made of a row. */
export interface CsvColumn<Row> {
  readonly header: string;
  readonly value: (row: Row) => CsvCell;
}

/**
 * Rows in, CSV out (RFC 4180, lines end in a line feed): a header row, which comes even when no other does, and one line
 * per row, made while the reader takes them. Whoever stops reading stops the rows too.
 *
 * Cells that a spreadsheet would take for a formula (they begin with `=`, `+`, `-`, `@`, tab or carriage return) get a
 * leading apostrophe: names and addresses come from outside, and the file is opened by somebody with more rights.
 */
export function csvTable<Row>(rows: Readable, columns: readonly CsvColumn<Row>[]): Readable {
  const table = stringify({
    header: true,
    columns: columns.map(({ header }) => ({ key: header, header })),
    escape_formulas: true,
  });
  const cells = new Transform({
    objectMode: true,
    transform: (row: Row, _, next) =>
      next(
        null,
        columns.map(({ value }) => text(value(row))),
      ),
  });
  // An error reaches whoever reads the table, since a pipeline destroys all of its streams with it.
  return pipeline(rows, cells, table, () => undefined);
}

function text(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? cell.join('; ') : String(cell);
}
