import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { SyncRun } from '../../lcvista/sync/sync-run.js';
import { syncRunColumns } from '../../lcvista/sync/sync-run.repository.js';

/** How many present members have no mapping for a reason; null: they are mapped. */
export interface ReasonCount {
  readonly reason: string | null;
  readonly count: number;
}

export interface SyncState {
  readonly connectedAt: Date | null;
  readonly nextRunAt: Date | null;
  readonly lastGoodRunAt: Date | null;
}

export interface ShareOfDay {
  readonly date: string;
  readonly activeMembers: number;
  readonly mappedMembers: number;
}

/**
 * The member's reason (`memberReasonSql`) of everybody at once: joined as sets, since a look-up per member would take
 * minutes for a million. A test holds the two together.
 */
const countReasons = statement(
  'count-member-reasons',
  `with present as (
     select id, email_key, access, count(*) over (partition by email_key) as sharers
     from member where organization_id = $1 and access <> 'removed'
   ), people as (
     select email_key, count(*) filter (where is_active and assigned) as ready, bool_or(is_active) as active,
       min(id) filter (where is_active and assigned) as id,
       bool_or(ignored_at is not null) filter (where is_active and assigned) as ignored
     from lcvista_user where organization_id = $1 and gone_at is null and email_key is not null group by email_key
   ), read as (
     select exists (select from sync_run where organization_id = $1 and status = 'succeeded' and not dry_run
       and not of_former_site) as ever
   )
   select case
       when mp.member_id is not null then null
       when not r.ever then 'unknown'
       when p.email_key is not null and p.sharers > 1 then 'duplicate-member'
       when u.ready > 1 then 'duplicate-lcvista-user'
       when p.access = 'invited' then 'not-signed-in'
       when u.email_key is null and apart.member_id is not null then 'unmapped-by-hand'
       when u.email_key is null then 'no-lcvista-user'
       when not u.active then 'lcvista-user-inactive'
       when u.ready = 0 then 'not-assigned'
       when u.ignored then 'ignored'
       when b.member_id is not null then 'unmapped-by-hand'
       when taken.member_id is not null then 'lcvista-user-already-mapped'
       else 'maps-at-next-sync'
     end as reason, count(*) as count
   from present p cross join read r
   left join mapping mp on mp.organization_id = $1 and mp.member_id = p.id and mp.ended_at is null
   left join people u on u.email_key = p.email_key
   left join mapping_block b on b.organization_id = $1 and b.member_id = p.id and b.lcvista_user_id = u.id
   left join (select distinct k.member_id from mapping_block k
       join lcvista_user l on l.organization_id = $1 and l.id = k.lcvista_user_id and l.gone_at is null
      where k.organization_id = $1 and l.is_active and l.assigned
     ) apart on apart.member_id = p.id
   left join (select t.lcvista_user_id, t.member_id from mapping t
       join member h on h.organization_id = $1 and h.id = t.member_id
      where t.organization_id = $1 and t.ended_at is null and (t.origin = 'hand' or h.access = 'enrolled')
     ) taken on taken.lcvista_user_id = u.id
   group by 1 order by 2 desc, 1`,
);

const readSyncState = statement(
  'read-sync-state',
  `select c.connected_at as "connectedAt", c.next_sync_at as "nextRunAt",
     (select finished_at from sync_run where organization_id = $1 and status = 'succeeded' and not dry_run
      order by seq desc limit 1) as "lastGoodRunAt"
   from organization o left join lcvista_connection c on c.organization_id = o.id where o.id = $1`,
);

const readLastRun = statement(
  'read-last-run',
  `select ${syncRunColumns} from sync_run
   where organization_id = $1
     and (not dry_run or not exists (select from sync_run where organization_id = $1 and not dry_run))
   order by seq desc limit 1`,
);

const readShares = statement(
  'read-mapped-shares',
  `select date, active_members as "activeMembers", mapped_members as "mappedMembers"
   from mapped_share where organization_id = $1 and date > $2::timestamptz::date - 91 order by date desc limit 90`,
);

/** Reads how an organization stands. */
@Injectable()
export class OverviewRepository {
  /** The most frequent first. */
  reasons(scope: TenantScope): Promise<ReasonCount[]> {
    return scope.query<ReasonCount>(countReasons);
  }

  /** Null, each, for what has not been yet: without a connection, all of them. */
  async syncState(scope: TenantScope): Promise<SyncState> {
    const [row] = await scope.query<SyncState>(readSyncState);
    return row ?? { connectedAt: null, nextRunAt: null, lastGoodRunAt: null };
  }

  /** The newest run; a dry run only when there is no other. */
  async lastRun(scope: TenantScope): Promise<SyncRun | undefined> {
    return (await scope.query<SyncRun>(readLastRun))[0];
  }

  /** @returns oldest first */
  async mappedShares(scope: TenantScope, now: Date): Promise<ShareOfDay[]> {
    return (await scope.query<ShareOfDay>(readShares, [now])).toReversed();
  }
}
