import { Injectable, type StreamableFile } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { adviceFor } from '../../lcvista/review/advice.js';
import { SuggestionService } from '../../lcvista/review/suggestion.service.js';
import type { Suggestion } from '../../lcvista/review/suggestion.js';
import { type CsvDocument, CsvExport } from '../csv/csv-export.js';
import { pageOf } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { type UnmappedRow, UnmappedViewRepository } from './unmapped-view.repository.js';
import type { UnmappedAnswer, UnmappedQuery } from './unmapped.dto.js';

/** The queue as a table: the same as in JSON; whoever may be meant stands in the last column. */
const table: CsvDocument<UnmappedAnswer> = {
  fileName: 'unmapped.csv',
  columns: [
    { header: 'lcvistaUserId', value: ({ lcvistaUser }) => lcvistaUser.id },
    { header: 'username', value: ({ lcvistaUser }) => lcvistaUser.username },
    { header: 'email', value: ({ lcvistaUser }) => lcvistaUser.email },
    { header: 'firstName', value: ({ lcvistaUser }) => lcvistaUser.firstName },
    { header: 'lastName', value: ({ lcvistaUser }) => lcvistaUser.lastName },
    { header: 'isActive', value: ({ lcvistaUser }) => lcvistaUser.isActive },
    { header: 'reason', value: ({ reason }) => reason },
    { header: 'advice', value: ({ advice }) => advice },
    { header: 'since', value: ({ since }) => since },
    { header: 'suggestions', value: ({ suggestions }) => suggestions.map(suggestionText) },
  ],
};

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
    const scope = this.database.tenant(organizationId);
    const complete = async (rows: readonly UnmappedRow[]): Promise<UnmappedAnswer[]> => {
      const suggestions = await this.suggest(scope, rows);
      return rows.map((row) => answer(row, suggestions.get(row.id) ?? []));
    };
    return this.exports.completed(organizationId, this.unmapped.all(query), complete, table);
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

function suggestionText({ email, memberId, because }: Suggestion): string {
  return `${email ?? memberId} (${because})`;
}
