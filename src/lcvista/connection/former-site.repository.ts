import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';

const findSite = statement(
  'find-lcvista-site',
  `select site_url as "siteUrl" from lcvista_site where organization_id = $1 for update`,
);

const rememberSite = statement(
  'remember-lcvista-site',
  `insert into lcvista_site (organization_id, site_url) values ($1, $2)
   on conflict (organization_id) do update set site_url = excluded.site_url`,
);

/** Mappings that ended earlier too: the row of their LCVista user may soon be somebody else's. */
const leaveMappings = statement(
  'leave-mappings-to-former-site',
  `with gone as (
     update mapping g
        set former_site = $2, former_lcvista_email = u.email,
            ended_at = coalesce(g.ended_at, $3::timestamptz),
            ended_reason = coalesce(g.ended_reason, 'lcvista-user-gone'),
            ended_by = case when g.ended_at is null then $4 else g.ended_by end,
            ended_note = case when g.ended_at is null then $5 else g.ended_note end
       from lcvista_user u
      where g.organization_id = $1 and g.former_site is null and u.organization_id = $1 and u.id = g.lcvista_user_id
     returning g.ended_at = $3::timestamptz and g.ended_note is not distinct from $5 and g.ended_run_id is null as now
   )
   select count(*) filter (where now) as ended from gone`,
);

const forgetPairs = statement(
  'forget-pairs-of-former-site',
  `with forgotten as (delete from mapping_block where organization_id = $1 returning 1)
   select count(*) as pairs from forgotten`,
);

const leavePeople = statement(
  'leave-people-to-former-site',
  `with known as (
     select id, gone_at is null as present, ignored_at is not null as ignored
       from lcvista_user
      where organization_id = $1 and (gone_at is null or ignored_at is not null)
   ), written as (
     update lcvista_user u
        set gone_at = coalesce(u.gone_at, $2::timestamptz), changed_at = $2, assigned = false, ignored_at = null,
            ignored_by = null, ignored_reason = null, unmapped_reason = null, unmapped_since = null
       from known k
      where u.organization_id = $1 and u.id = k.id
   )
   select count(*) filter (where present) as people, count(*) filter (where ignored) as ignored from known`,
);

const forgetQueue = statement('forget-queue-counts', `delete from unmapped_count where organization_id = $1`);
const forgetMoved = statement('forget-moved-addresses', `delete from moved_address where organization_id = $1`);

/** A failed run that waits to be tried again reads the new site then. */
const leaveRuns = statement(
  'leave-runs-to-former-site',
  `update sync_run set of_former_site = true
    where organization_id = $1 and status in ('succeeded', 'failed', 'held') and retry_at is null and not of_former_site`,
);

/** What belonged to a site that an organization has left. */
export interface Left {
  readonly people: number;
  /** Mappings that were active. */
  readonly mappings: number;
  readonly ignored: number;
  /** Pairs that an administrator had taken apart. */
  readonly keptApart: number;
}

/** Which site was left for which, by whom and when. */
export interface SiteChange {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly at: Date;
}

/** Remembers whose people an organization's LCVista users are, and takes leave of them when they are others. */
@Injectable()
export class FormerSiteRepository {
  /** @returns the site that was read last, or null before the first; kept as it is until the transaction ends */
  async find(scope: TenantScope): Promise<string | null> {
    const [row] = await scope.query<{ siteUrl: string }>(findSite);
    return row?.siteUrl ?? null;
  }

  async remember(scope: TenantScope, siteUrl: string): Promise<void> {
    await scope.query(rememberSite, [siteUrl]);
  }

  /**
   * Nothing that was known of the former site's people holds for those of another: mappings end, whom they were made with;
   * nobody is ignored or kept apart any more; nobody has been read yet.
   *
   * @param scope of a transaction that has called `lockMappings`
   */
  async leave(scope: TenantScope, { from, to, by, at }: SiteChange): Promise<Left> {
    const note = `The LCVista site was changed from ${from === '' ? 'an unknown one' : from} to ${to}.`;
    const [mappings] = await scope.query<{ ended: number }>(leaveMappings, [from, at, by, note]);
    const [apart] = await scope.query<{ pairs: number }>(forgetPairs);
    const [known] = await scope.query<{ people: number; ignored: number }>(leavePeople, [at]);
    await scope.query(forgetQueue);
    await scope.query(forgetMoved);
    await scope.query(leaveRuns);
    return {
      people: known?.people ?? 0,
      mappings: mappings?.ended ?? 0,
      ignored: known?.ignored ?? 0,
      keptApart: apart?.pairs ?? 0,
    };
  }
}
