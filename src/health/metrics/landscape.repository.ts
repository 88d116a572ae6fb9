import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { staleAfterHours } from '../../lcvista/sync/is-stale.js';

/** A number of organizations, or runs, with one thing in common. */
export interface Share {
  readonly name: string;
  readonly count: number;
}

export interface StaleOrganization {
  readonly slug: string;
  readonly lastGoodRunAt: Date | null;
}

const countOrganizations = statement(
  'count-organizations-by-environment',
  `select environment as name, count(*) as count from organization group by environment`,
);

const countRuns = statement(
  'count-runs-of-last-day',
  `select status as name, count(*) as count from sync_run
   where finished_at > $1::timestamptz - interval '1 day' and not dry_run group by status`,
);

/** Connected long enough to have had a good run, and without one since: `isStale`, of all organizations. */
const findStale = statement(
  'find-stale-organizations',
  `select o.slug, r.finished_at as "lastGoodRunAt"
   from lcvista_connection c join organization o on o.id = c.organization_id
   left join lateral (
     select finished_at from sync_run
     where organization_id = c.organization_id and status = 'succeeded' and not dry_run
     order by seq desc limit 1) r on true
   where greatest(c.connected_at, r.finished_at) < $1::timestamptz - make_interval(hours => $2)
   order by o.slug`,
);

const countShares = statement(
  'count-mapped-shares',
  `select case when active_members = 0 then 'no-members'
               when mapped_members = 0 then '0'
               when mapped_members * 2 < active_members then '1-49'
               when mapped_members * 10 < active_members * 9 then '50-89'
               when mapped_members < active_members then '90-99'
               else '100' end as name, count(*) as count
   from (select distinct on (organization_id) active_members, mapped_members from mapped_share
         order by organization_id, date desc) newest
   group by 1`,
);

/** What concerns all organizations, for operators. */
@Injectable()
export class LandscapeRepository {
  constructor(private readonly database: Database) {}

  /** How many organizations each environment has. */
  organizations(): Promise<Share[]> {
    return this.database.installation().query<Share>(countOrganizations);
  }

  /** Runs that ended within the day before `now`, by how they ended. */
  runs(now: Date): Promise<Share[]> {
    return this.database.installation().query<Share>(countRuns, [now]);
  }

  /** Organizations whose last good run is too long ago. */
  stale(now: Date): Promise<StaleOrganization[]> {
    return this.database.installation().query<StaleOrganization>(findStale, [now, staleAfterHours]);
  }

  /** Organizations by how many percent of their members are mapped. */
  mappedShares(): Promise<Share[]> {
    return this.database.installation().query<Share>(countShares);
  }
}
