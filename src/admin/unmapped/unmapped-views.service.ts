import { Injectable, type StreamableFile } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { adviceFor } from '../../lcvista/review/advice.js';
import { SuggestionService } from '../../lcvista/review/suggestion.service.js';
import type { Suggestion } from '../../lcvista/review/suggestion.js';
import { CsvExport } from '../csv/csv-export.js';
import type { CsvColumn } from '../csv/csv-table.js';
import { pageOf } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { type UnmappedRow, UnmappedViewRepository } from './unmapped-view.repository.js';
import type { UnmappedAnswer, UnmappedQuery } from './unmapped.dto.js';

/** The table has no suggestions: they are looked for a page at a time. */
const table: readonly CsvColumn<UnmappedRow>[] = [
  { header: 'lcvistaUserId', value: (row) => row.id },
  { header: 'username', value: (row) => row.username },
  { header: 'email', value: (row) => row.email },
  { header: 'firstName', value: (row) => row.firstName },
  { header: 'lastName', value: (row) => row.lastName },
  { header: 'isActive', value: (row) => row.isActive },
  { header: 'reason', value: (row) => row.reason },
  { header: 'advice', value: (row) => adviceFor(row.reason, false) },
  { header: 'since', value: (row) => row.since },
];

/** The review queue as administrators see it. */
@Injectable()
export class UnmappedViews {
  constructor(
    private readonly database: Database,
    private readonly unmapped: UnmappedViewRepository,
    private readonly suggestions: SuggestionService,
    private readonly exports: CsvExport,
  ) {}

  /** A page of the queue; whoever waits longest comes first. */
  async page(organizationId: string, query: UnmappedQuery): Promise<ListAnswer<UnmappedAnswer>> {
    const scope = this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([this.unmapped.page(scope, query), this.unmapped.count(scope, query)]);
    const suggestions = await this.suggest(scope, rows.slice(0, query.limit));
    return pageOf(rows, query.limit, total, (row) => answer(row, suggestions.get(row.id) ?? []));
  }

  /** All of the queue as a table. */
  csv(organizationId: string, query: UnmappedQuery): Promise<StreamableFile> {
    return this.exports.of(organizationId, this.unmapped.all(query), table, 'unmapped.csv');
  }

  /** Where a member has the identical address, there is nobody to suggest. */
  private suggest(scope: TenantScope, rows: readonly UnmappedRow[]): Promise<Map<string, Suggestion[]>> {
    const people = rows.flatMap(({ id, emailKey, reason }) =>
      emailKey !== null && (reason === 'no-member' || reason === 'member-removed')
        ? [{ lcvistaUserId: id, emailKey }]
        : [],
    );
    return this.suggestions.suggest(scope, people);
  }
}

function answer(row: UnmappedRow, suggestions: Suggestion[]): UnmappedAnswer {
  const { id, username, email, firstName, lastName, isActive, reason, since } = row;
  return {
    lcvistaUser: { id, username, email, firstName, lastName, isActive },
    reason,
    advice: adviceFor(reason, suggestions.length > 0),
    suggestions,
    since,
  };
}
