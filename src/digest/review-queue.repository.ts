import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import { holdsAsStored, restatedTable } from '../lcvista/review/queue-now-sql.js';
import type { UnmappedPerson } from './digest-content.js';
import { reasonsInOrder, type ReviewReason } from './reason-titles.js';

/** How an organization's mapping stands. */
export interface Standing {
  readonly assigned: number;
  readonly mapped: number;
  readonly lastReadAt: Date | null;
}

const standing = statement(
  'digest-standing',
  `select count(*) as assigned, count(m.id) as mapped,
     (select max(finished_at) from sync_run where organization_id = $1 and status = 'succeeded' and not dry_run)
       as "lastReadAt"
   from lcvista_user u
   left join mapping m on m.organization_id = u.organization_id and m.lcvista_user_id = u.id and m.ended_at is null
   where u.organization_id = $1 and u.assigned and u.is_active and u.gone_at is null`,
);

/** Everybody of the queue as of now. */
const queue = `with ${restatedTable()}, queue as (
     select u.id, u.unmapped_reason as reason, u.unmapped_since as since
       from lcvista_user u where u.organization_id = $1 and ${holdsAsStored}
     union all
     select id, reason, since from restated
   )`;

const counts = statement(
  'digest-reason-counts',
  `${queue} select reason, count(*) as count from queue where reason = any($2::text[]) group by reason`,
);

const people = statement(
  'digest-people',
  `${queue}, first as (
     select id, reason, since, array_position($2::text[], reason) as place
       from queue where reason = any($2::text[])
      order by place, since, id limit $3
   )
   select json_build_object('id', u.id, 'username', u.username, 'email', u.email, 'firstName', u.first_name,
     'lastName', u.last_name, 'isActive', u.is_active) as "lcvistaUser", u.email_key as "emailKey", f.reason, f.since
   from first f join lcvista_user u on u.organization_id = $1 and u.id = f.id
   order by f.place, f.since, f.id`,
);

/** A person of the queue, before anybody said what to do. */
export type QueuedPerson = Pick<UnmappedPerson, 'lcvistaUser' | 'reason'> & {
  readonly emailKey: string | null;
  readonly since: Date;
};

/** Reads the review queue, as of now: people who can see the catalog and are not mapped. */
@Injectable()
export class ReviewQueueRepository {
  /**
   * Of the people who can see the catalog: how many there are, how many are mapped, and when the site was last read.
   */
  async standing(scope: TenantScope): Promise<Standing> {
    const [row] = await scope.query<Standing>(standing);
    return row ?? { assigned: 0, mapped: 0, lastReadAt: null };
  }

  /** How many people of the queue there are for each reason that a review names; reasons with nobody are left out. */
  counts(scope: TenantScope): Promise<{ reason: ReviewReason; count: number }[]> {
    return scope.query(counts, [reasonsInOrder]);
  }

  /** The first people of the queue, reason by reason, longest waiting first. */
  people(scope: TenantScope, limit: number): Promise<QueuedPerson[]> {
    return scope.query<QueuedPerson>(people, [reasonsInOrder, limit]);
  }
}
