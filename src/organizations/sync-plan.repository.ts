import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { SyncStanding } from './move-sync.js';

const lockStanding = statement(
  'lock-sync-standing',
  `select next_sync_at as "nextSyncAt",
     (select max(local_date) from sync_run where organization_id = $1 and trigger = 'schedule') as "lastLocalDate"
   from lcvista_connection where organization_id = $1 for update`,
);

const move = statement('move-next-sync', `update lcvista_connection set next_sync_at = $2 where organization_id = $1`);

/** The review follows the morning; whoever makes it looks again when that is now. */
const lookAtDigest = statement(
  'look-at-digest-plan',
  `update digest_plan set next_digest_at = least(next_digest_at, $2) where organization_id = $1`,
);

/** The two rows of other rooms that hold an instant of an organization's calendar, and must move with it. */
@Injectable()
export class SyncPlanRepository {
  /** Where the schedule stands, locked until the transaction ends; null without a connection. */
  async lockStanding(scope: TenantScope): Promise<SyncStanding | null> {
    const [standing] = await scope.query<SyncStanding>(lockStanding);
    return standing ?? null;
  }

  /** @param nextSyncAt the instant of the next morning */
  async move(scope: TenantScope, nextSyncAt: Date): Promise<void> {
    await scope.query(move, [nextSyncAt]);
  }

  /** Has the weekly review's own time worked out anew, at `now` or as soon as it was to be anyway. */
  async lookAtDigest(scope: TenantScope, now: Date): Promise<void> {
    await scope.query(lookAtDigest, [now]);
  }
}
