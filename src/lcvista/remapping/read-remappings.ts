import { parse } from 'csv-parse/sync';
import { emailKey } from '../../common/email-key.js';
import { invalidField } from '../../common/domain-error.js';
import type { RemappingRefusal } from './judge-remapping.js';
import type { Remapping } from './remapping.repository.js';

const columns = ['memberEmail', 'lcvistaUserId', 'reason'] as const;
const mostRows = 5_000;
const longest = { memberEmail: 320, lcvistaUserId: 200, reason: 500 } as const;

/** Why a row cannot be applied. */
export interface RowRefusal {
  readonly code: RemappingRefusal['code'] | 'invalid-row';
  readonly message: string;
}

/** A row of the upload: what it asks for, or why it cannot be understood. */
export interface ImportRow {
  /** Line of the file as a spreadsheet counts: the first row after the header is 2. */
  readonly row: number;
  readonly memberEmail: string;
  readonly lcvistaUserId: string;
  readonly wanted: Remapping | RowRefusal;
}

/**
 * Reads an upload of `memberEmail,lcvistaUserId,reason` with a header row; the columns may come in any order. Semicolons
 * may stand for the commas, as spreadsheets write them in much of the world. Empty rows are passed over, but counted.
 *
 * @throws DomainError naming `body` when it is no such table at all
 */
export function readRemappings(body: unknown): ImportRow[] {
  if (typeof body !== 'string') throw invalidField('body', 'must be text/csv');
  const [header, ...records] = recordsOf(body);
  const places = columns.map((column) => (header ?? []).findIndex((name) => name.trim() === column));
  if (places.includes(-1) || header?.length !== columns.length) {
    throw invalidField('body', `must begin with the header ${columns.join(',')}`);
  }
  const rows = records.map((record, at) => ({ record, row: at + 2 })).filter(({ record }) => !isEmpty(record));
  if (rows.length > mostRows) throw invalidField('body', `must not have more than ${mostRows} rows`);
  return rows.map(({ record, row }) => {
    const [memberEmail = '', lcvistaUserId = '', reason = ''] = places.map((place) => (record[place] ?? '').trim());
    const wanted = record.length === columns.length ? wantedOf(memberEmail, lcvistaUserId, reason) : ragged();
    return { row, memberEmail, lcvistaUserId, wanted };
  });
}

function recordsOf(body: string): string[][] {
  const delimiter = /^\ufeff?[^,\r\n]*;[^,\r\n]*(?:[\r\n]|$)/.test(body) ? ';' : ',';
  try {
    return parse(body, { bom: true, delimiter, relax_column_count: true });
  } catch (error) {
    throw invalidField('body', `is not valid CSV: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** A blank line, or a row of nothing but separators, as spreadsheets leave them at the end. */
function isEmpty(record: readonly string[]): boolean {
  return record.every((cell) => cell.trim() === '');
}

function wantedOf(memberEmail: string, lcvistaUserId: string, reason: string): Remapping | RowRefusal {
  const cells = { memberEmail, lcvistaUserId, reason };
  for (const column of columns) {
    const text = cells[column];
    if (text === '') return { code: 'invalid-row', message: `${column} is empty` };
    if (text.length > longest[column])
      return { code: 'invalid-row', message: `${column} is longer than ${longest[column]}` };
    if (/[\p{Cc}\p{Surrogate}]/u.test(text))
      return { code: 'invalid-row', message: `${column} has control characters` };
  }
  return { memberId: null, emailKey: emailKey(memberEmail), lcvistaUserId, reason };
}

function ragged(): RowRefusal {
  return { code: 'invalid-row', message: `must have ${columns.length} columns` };
}
