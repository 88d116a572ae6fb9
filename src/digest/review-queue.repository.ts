import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
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

const counts = statement(
  'digest-reason-counts',
  `select unmapped_reason as reason, count(*) as count from lcvista_user
   where organization_id = $1 and unmapped_reason = any($2::text[]) group by 1`,
);

const people = statement(
  'digest-people',
  `select json_build_object('id', id, 'username', username, 'email', email, 'firstName', first_name,
     'lastName', last_name, 'isActive', is_active) as "lcvistaUser", email_key as "emailKey",
     unmapped_reason as reason, unmapped_since as since
   from lcvista_user
   where organization_id = $1 and unmapped_reason = any($2::text[])
   order by array_position($2::text[], unmapped_reason), unmapped_since, id limit $3`,
);

/** A person of the queue, before anybody said what to do. */
export type QueuedPerson = Pick<UnmappedPerson, 'lcvistaUser' | 'reason'> & {
  readonly emailKey: string | null;
  readonly since: Date;
};

/** Reads the review queue: people who can see the catalog and are not mapped. */
@Injectable()
export class ReviewQueueRepository {
  async standing(scope: TenantScope): Promise<Standing> {
    const [row] = await scope.query<Standing>(standing);
    return row ?? { assigned: 0, mapped: 0, lastReadAt: null };
  }

  counts(scope: TenantScope): Promise<{ reason: ReviewReason; count: number }[]> {
    return scope.query(counts, [reasonsInOrder]);
  }

  /** The first people of the queue, reason by reason, longest waiting first. */
  people(scope: TenantScope, limit: number): Promise<QueuedPerson[]> {
    return scope.query<QueuedPerson>(people, [reasonsInOrder, limit]);
  }
}
