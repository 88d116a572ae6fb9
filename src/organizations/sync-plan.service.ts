import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import { moveSync, type SyncSchedule, type SyncStanding } from './move-sync.js';

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

/** Lets the next sync of an organization follow its schedule. */
@Injectable()
export class SyncPlanService {
  constructor(private readonly clock: Clock) {}

  /** Call in the transaction that changes the schedule. Without a connection nothing waits. */
  async follow(scope: TenantScope, before: SyncSchedule, after: SyncSchedule): Promise<void> {
    if (before.timezone === after.timezone && before.syncTime === after.syncTime) return;
    await scope.query(lookAtDigest, [this.clock.now()]);
    const [standing] = await scope.query<SyncStanding>(lockStanding);
    if (standing === undefined) return;
    await scope.query(move, [moveSync(before, after, standing, this.clock.now())]);
  }
}
