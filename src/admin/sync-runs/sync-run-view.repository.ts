import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import type { SyncChange } from '../../lcvista/mapping/sync-change.js';
import type { SyncRun } from '../../lcvista/sync/sync-run.js';
import { syncRunColumns } from '../../lcvista/sync/sync-run.repository.js';
import type { ComposedQuery } from '../csv/csv-export.js';
import { Keyset, type KeysetRow } from '../listing/keyset.js';
import type { ListQuery } from '../listing/list-query.dto.js';
import { Parameters } from '../listing/parameters.js';

const newestFirst = new Keyset([{ sql: 'seq', type: 'bigint' }], 'desc');
const asPlanned = new Keyset([{ sql: 'ordinal', type: 'bigint' }], 'asc');

const changeColumns = `kind, member_id as "memberId", member_email as "memberEmail",
  lcvista_user_id as "lcvistaUserId", lcvista_email as "lcvistaEmail", reason`;

/** Reads runs, and what they change, page by page. */
@Injectable()
export class SyncRunViewRepository {
  /** @returns one row more than `limit` when there is a next page */
  runs(scope: TenantScope, { limit, cursor }: ListQuery): Promise<(SyncRun & KeysetRow)[]> {
    const parameters = new Parameters();
    const after = newestFirst.after(cursor, parameters);
    const text = `select ${syncRunColumns}, ${newestFirst.pageKey} from sync_run
      where organization_id = $1 and ${after}
      order by ${newestFirst.order} limit ${parameters.add(limit + 1)}`;
    return scope.query(text, parameters.values);
  }

  /** How many runs there have been, dry ones too. */
  async countRuns(scope: TenantScope): Promise<number> {
    const text = `select count(*) as count from sync_run where organization_id = $1`;
    const [row] = await scope.query<{ count: number }>(text);
    return row?.count ?? 0;
  }

  /** @returns one row more than `limit` when there is a next page */
  changes(scope: TenantScope, runId: string, { limit, cursor }: ListQuery): Promise<(SyncChange & KeysetRow)[]> {
    const parameters = new Parameters();
    const run = parameters.add(runId);
    const after = asPlanned.after(cursor, parameters);
    const text = `select ${changeColumns}, ${asPlanned.pageKey} from sync_change
      where organization_id = $1 and run_id = ${run}::uuid and ${after}
      order by ${asPlanned.order} limit ${parameters.add(limit + 1)}`;
    return scope.query(text, parameters.values);
  }

  /** How many changes of the run are kept. */
  async countChanges(scope: TenantScope, runId: string): Promise<number> {
    const text = `select count(*) as count from sync_change where organization_id = $1 and run_id = $2`;
    const [row] = await scope.query<{ count: number }>(text, [runId]);
    return row?.count ?? 0;
  }

  /** All changes of a run, in the order of the list. */
  allChanges(runId: string): ComposedQuery {
    const text = `select ${changeColumns} from sync_change
      where organization_id = $1 and run_id = $2::uuid order by ${asPlanned.order}`;
    return { text, values: [runId] };
  }
}
