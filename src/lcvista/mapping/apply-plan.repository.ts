import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { orderedIdPrefix } from './ordered-id.js';

/** Who carries a plan out, and as of when. */
export interface ApplyStep {
  readonly runId: string;
  readonly at: Date;
  /** The date on the organization's own calendar, `YYYY-MM-DD`. */
  readonly localDate: string;
}

const insertUsers = `
  insert into lcvista_user (organization_id, id, username, email, email_key, first_name, last_name, created, is_active,
    assigned, first_read_at, changed_at, unmapped_reason, unmapped_since)
  select $1, n.id, n.username, n.email, n.email_key, n.first_name, n.last_name, n.created, n.is_active, n.assigned,
         $2::timestamptz, $2, o.reason, case when o.reason is not null then $2 end
    from next_user n
    left join outcome o on o.id = n.id
   where n.state = 'new'`;

const updateUsers = `
  update lcvista_user u
     set username = n.username, email = n.email, email_key = n.email_key, first_name = n.first_name,
         last_name = n.last_name, created = n.created, is_active = n.is_active, assigned = n.assigned,
         changed_at = $2::timestamptz, gone_at = null
    from next_user n
   where n.state in ('changed', 'back') and u.organization_id = $1 and u.id = n.id`;

const markGone = `
  update lcvista_user u
     set gone_at = $2::timestamptz, changed_at = $2, assigned = false
    from next_user n
   where n.state = 'gone' and u.organization_id = $1 and u.id = n.id`;

/** The review queue; whoever stays unmapped for the same reason keeps the time since when. */
const updateReasons = `
  update lcvista_user u
     set unmapped_reason = o.reason, unmapped_since = case when o.reason is not null then $2::timestamptz end
    from next_user n
    left join outcome o on o.id = n.id
   where n.state <> 'new' and n.known_reason is distinct from o.reason
     and u.organization_id = $1 and u.id = n.id`;

const forgetCounts = `delete from unmapped_count where organization_id = $1`;
const countReasons = `
  insert into unmapped_count (organization_id, reason, people)
  select $1::uuid, reason, count(*) from outcome where reason is not null group by reason`;

const endMappings = `
  update mapping g
     set ended_at = $3::timestamptz, ended_reason = s.ended_reason, ended_by = 'sync run', ended_run_id = $2
    from standing_mapping s
   where s.ended_reason is not null and g.organization_id = $1 and g.id = s.id and g.ended_at is null`;

/** A mapping's row says only how it is now, so that flags that come and go are told in the member's history. */
const flagMappings = `
  with flagged as (
    update mapping g
       set flags = s.new_flags
      from standing_mapping s
     where s.ended_reason is null and s.flags <> s.new_flags
       and g.organization_id = $1 and g.id = s.id and g.ended_at is null
    returning g.id, g.member_id, g.lcvista_user_id, s.flags as before, s.new_flags as after
  ), change as (
    select f.*, flag, 'mapping-unflagged' as kind from flagged f, unnest(before) flag where not flag = any (after)
    union all
    select f.*, flag, 'mapping-flagged' from flagged f, unnest(after) flag where not flag = any (before)
  )
  insert into member_event (organization_id, member_id, at, kind, actor_kind, actor, cause, detail)
  select $1, member_id, $2::timestamptz, kind, 'job', 'sync run', flag,
         jsonb_build_object('mappingId', id, 'lcvistaUserId', lcvista_user_id)
    from change
   order by member_id, kind desc, flag`;

/** Both sides come from the tables that hold them, so that looking each of them up again would only cost time. */
const sidesAreKnown = `select set_config('muster.carries_out_plan', 'on', true), $1::uuid`;

/** In the members' order, with ids that grow: three of the indexes then grow at one end, which halves the time. */
const insertMappings = `
  insert into mapping (organization_id, id, member_id, lcvista_user_id, origin, started_at, started_by, started_run_id)
  select $1, ($4 || lpad(to_hex(row_number() over (order by member_id)), 12, '0'))::uuid, member_id, id, 'rule',
         $3::timestamptz, 'sync run', $2
    from outcome
   where reason is null
   order by member_id`;

/** Of the members who could be mapped, how many are. */
const recordShare = `
  insert into mapped_share (organization_id, date, active_members, mapped_members)
  select $1::uuid, $2::date,
         (select count(*) from next_member where access <> 'removed'),
         (select count(*) from standing_mapping where ended_reason is null and access <> 'removed')
           + (select count(*) from outcome where reason is null)
  on conflict (organization_id, date) do update
     set active_members = excluded.active_members, mapped_members = excluded.mapped_members`;

/**
 * A planner that still takes a table for empty compares, in a run soon after, every row with every other. Where this
 * run's are few among many it is told by and by: telling it waits for other runs that do.
 */
const plannerIsBehind = `
  select written.name
    from (select 'lcvista_user', count(*) from next_user where state = 'new'
          union all
          select 'mapping', count(*) from outcome where reason is null) as written (name, rows)
    join pg_class on oid = written.name::regclass
   where written.rows > 0 and written.rows * 10 > reltuples and $1::uuid is not null
   order by written.name`;

/** Carries a plan out, set by set, from the tables in which it was made. */
@Injectable()
export class ApplyPlanRepository {
  /**
   * All of it, within the transaction that made the plan. What changes rows comes before what adds many: whoever takes
   * stock of a table meanwhile does not see those, and the planner would then believe that there are hardly any.
   */
  async apply(scope: TenantScope, { runId, at, localDate }: ApplyStep): Promise<void> {
    await scope.query(updateUsers, [at]);
    await scope.query(markGone, [at]);
    await scope.query(updateReasons, [at]);
    await scope.query(insertUsers, [at]);
    await scope.query(forgetCounts);
    await scope.query(countReasons);
    await scope.query(endMappings, [runId, at]);
    await scope.query(flagMappings, [at]);
    await scope.query(sidesAreKnown);
    await scope.query(insertMappings, [runId, at, orderedIdPrefix(at)]);
    await scope.query(recordShare, [localDate]);
    for (const { name } of await scope.query<{ name: string }>(plannerIsBehind)) await scope.analyze(name);
  }
}
