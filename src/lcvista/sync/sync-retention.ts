import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { batchDeletion, deleteInBatches } from '../../database/delete-in-batches.js';

/** What a run changed is kept for 90 days; the run and its figures stay. */
const oldChanges = batchDeletion(
  'delete-old-sync-changes',
  'sync_change',
  `exists (select from sync_run r where r.organization_id = t.organization_id and r.id = t.run_id
     and r.finished_at < $1::timestamptz - interval '90 days')`,
);

/** A run that has ended needs its roster only while it is held for an approval. */
const isLeft = `exists (select from sync_run r where r.organization_id = t.organization_id and r.id = t.run_id
  and (r.status in ('succeeded', 'failed') or r.status = 'held' and r.roster_epoch is null))`;

const leftPeople = batchDeletion('delete-left-roster-people', 'roster_person', isLeft);

const leftAssignments = batchDeletion('delete-left-roster-assignments', 'roster_assignment', isLeft);

/** Clears away what runs leave behind: rosters too, when a process died between the end of a run and clearing up. */
@Injectable()
export class SyncRetention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Deletes, in small batches, what is older than it is kept, and rosters that no run needs. Any process may at any
   * time.
   */
  async purge(): Promise<void> {
    const scope = this.database.installation();
    const now = this.clock.now();
    await deleteInBatches(() => scope.query(oldChanges, [now]));
    await deleteInBatches(() => scope.query(leftPeople));
    await deleteInBatches(() => scope.query(leftAssignments));
  }
}
