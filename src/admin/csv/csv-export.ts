import { Injectable, StreamableFile } from '@nestjs/common';
import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { translateDatabaseError } from '../../database/database-error.js';
import { Database } from '../../database/database.js';
import type { Scope } from '../../database/scope.js';
import { DomainError } from '../../common/domain-error.js';
import { completeRows, type RowCompletion } from './complete-rows.js';
import { type CsvColumn, csvTable } from './csv-table.js';
import { patientReader } from './patient-reader.js';

/** A statement that was composed at run time; a tenant scope puts the organization's id before the values. */
export interface ComposedQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** How a list looks as a table. */
export interface CsvDocument<Row> {
  /** Name that the browser saves it under, e.g. `members.csv`. */
  readonly fileName: string;
  readonly columns: readonly CsvColumn<Row>[];
}

/** Each holds a connection for as long as its reader takes; the others are for everybody else. */
const mostAtOnce = 4;

const patienceMs = 60_000;

/** Answers whole lists as CSV, read from a database cursor while the caller takes them: memory stays flat. */
@Injectable()
export class CsvExport {
  private open = 0;

  constructor(private readonly database: Database) {}

  /**
   * @param organizationId whose rows they are; null: what belongs to no organization
   * @throws DomainError before the first byte when the database cannot answer, or too many exports run
   */
  async of<Row>(
    organizationId: string | null,
    query: ComposedQuery,
    document: CsvDocument<Row>,
  ): Promise<StreamableFile> {
    return this.file(await this.rows(organizationId, query), document);
  }

  /** The same for rows that a statement alone cannot tell whole: so many at a time are completed on their way. */
  async completed<Found, Row>(
    organizationId: string,
    query: ComposedQuery,
    complete: RowCompletion<Found, Row>,
    document: CsvDocument<Row>,
  ): Promise<StreamableFile> {
    const rows = await this.rows(organizationId, query);
    const completed = Readable.from(completeRows(rows as AsyncIterable<Found>, complete));
    // One that nobody has begun to read, since the answer came too late, does not close what it would read.
    completed.once('close', () => rows.destroy());
    return this.file(completed, document);
  }

  private file<Row>(rows: Readable, { columns, fileName }: CsvDocument<Row>): StreamableFile {
    return new StreamableFile(csvTable(rows, columns), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${fileName}"`,
    });
  }

  private rows(organizationId: string | null, query: ComposedQuery): Promise<Readable> {
    if (this.open >= mostAtOnce) throw tooManyExports();
    this.open += 1;
    return new Promise((resolve, reject) => {
      const read = this.transaction(organizationId, async (scope) => {
        const rows = await scope.stream(query.text, query.values);
        await once(rows, 'readable');
        resolve(pipeline(rows, patientReader(patienceMs), () => undefined));
        await finished(rows);
      });
      read.catch((error: unknown) => reject(translateDatabaseError(error))).finally(() => (this.open -= 1));
    });
  }

  /** Patient: a cursor lives as long as its reader. */
  private transaction(organizationId: string | null, work: (scope: Scope) => Promise<void>): Promise<void> {
    return organizationId === null
      ? this.database.patientInstallationTransaction(work)
      : this.database.patientTransaction(organizationId, work);
  }
}

function tooManyExports(): DomainError {
  return new DomainError('unavailable', 'too-many-exports', 'Too many exports run at once; try again shortly.', {
    retryAfterSeconds: 10,
  });
}
