import { Injectable, StreamableFile } from '@nestjs/common';
import { once } from 'node:events';
import { pipeline, type Readable, Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { translateDatabaseError } from '../../database/database-error.js';
import { Database } from '../../database/database.js';
import { DomainError } from '../../common/domain-error.js';
import { type CsvColumn, csvTable } from './csv-table.js';

/** A statement that was composed at run time; a tenant scope puts the organization's id before the values. */
export interface ComposedQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Each holds a connection for as long as its reader takes; the others are for everybody else. */
const mostAtOnce = 4;

/** A reader that takes nothing for so long has gone away without saying so. */
const patienceMs = 60_000;

/** Answers whole lists as CSV, read from a database cursor while the caller takes them: memory stays flat. */
@Injectable()
export class CsvExport {
  private open = 0;

  constructor(private readonly database: Database) {}

  /**
   * @param fileName name that the browser saves it under, e.g. `members.csv`
   * @throws DomainError before the first byte when the database cannot answer, or too many exports run
   */
  async of<Row>(
    organizationId: string,
    query: ComposedQuery,
    columns: readonly CsvColumn<Row>[],
    fileName: string,
  ): Promise<StreamableFile> {
    const rows = await this.rows(organizationId, query);
    return new StreamableFile(csvTable(rows, columns), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${fileName}"`,
    });
  }

  private rows(organizationId: string, query: ComposedQuery): Promise<Readable> {
    if (this.open >= mostAtOnce) throw tooManyExports();
    this.open += 1;
    return new Promise((resolve, reject) => {
      const read = this.database.tenantTransaction(organizationId, async (scope) => {
        // The limit is for requests that wait; a cursor lives as long as its reader.
        await scope.query(`select set_config('statement_timeout', '0', true), $1::uuid`);
        const rows = await scope.stream(query.text, query.values);
        await once(rows, 'readable');
        const reader = patientReader();
        resolve(pipeline(rows, reader, () => undefined));
        await finished(rows);
      });
      read.catch((error: unknown) => reject(translateDatabaseError(error))).finally(() => (this.open -= 1));
    });
  }
}

/** Passes rows on, and gives up on a reader that stalls. */
function patientReader(): Transform {
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

function tooManyExports(): DomainError {
  return new DomainError('unavailable', 'too-many-exports', 'Too many exports run at once; try again shortly.', {
    retryAfterSeconds: 10,
  });
}
