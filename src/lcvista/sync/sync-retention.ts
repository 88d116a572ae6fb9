import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';

/** Runs that one round clears; the rest has its turn in the next. */
const runsPerRound = 200;

/** What a run changed is kept for 90 days; the run and its figures stay. */
const deleteOldChanges = statement(
  'delete-old-sync-changes',
  `with old as (
     select organization_id, id from sync_run r
      where finished_at < $1::timestamptz - interval '90 days'
        and exists (select from sync_change c where c.organization_id = r.organization_id and c.run_id = r.id)
      limit ${runsPerRound}
   )
   delete from sync_change c using old where c.organization_id = old.organization_id and c.run_id = old.id`,
);

const ended = `
  select organization_id, id from sync_run r
   where finished_at > $1::timestamptz - interval '7 days' and status in ('succeeded', 'failed')`;

/** Left when a process died between the end of a run and clearing up, or when a held run was replaced. */
const deleteLeftPeople = statement(
  'delete-left-roster-people',
  `with ended as (${ended} and exists (
     select from roster_person p where p.organization_id = r.organization_id and p.run_id = r.id) limit ${runsPerRound})
   delete from roster_person p using ended where p.organization_id = ended.organization_id and p.run_id = ended.id`,
);

const deleteLeftAssignments = statement(
  'delete-left-roster-assignments',
  `with ended as (${ended} and exists (
     select from roster_assignment a where a.organization_id = r.organization_id and a.run_id = r.id) limit ${runsPerRound})
   delete from roster_assignment a using ended where a.organization_id = ended.organization_id and a.run_id = ended.id`,
);

/** Clears away what runs leave behind. */
@Injectable()
export class SyncRetention {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async purge(): Promise<void> {
    const scope = this.database.installation();
    for (const purge of [deleteOldChanges, deleteLeftPeople, deleteLeftAssignments]) {
      await scope.query(purge, [this.clock.now()]);
    }
  }
}
