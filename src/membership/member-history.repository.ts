import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';

/** One thing that happened to a member. */
export interface HistoryEntry {
  readonly at: Date;
  /** The kinds of member events (flags of a mapping are among them), and `mapped` and `mapping-ended`. */
  readonly kind: string;
  /** `kind` as in the audit trail; `name`: of the credential or job, or the user's id with kind `person`. */
  readonly actor: { readonly kind: string; readonly name: string };
  /** Why: `directory`, `first-sign-in`, `support`, `administrator`, `rule`, a flag, or why a mapping ended. */
  readonly cause: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The newest entries that are told; a directory that switches somebody on and off for years must not grow the answer. */
const most = 1_000;

/** Ids of a former site are told with the site: the present one may have somebody else of that id. */
const ofFormerSite = `jsonb_strip_nulls(jsonb_build_object('site', nullif(former_site, '')))`;

/**
 * Mappings keep their own history as rows, so it is read from there and not stored twice. A remapping ends one and makes
 * the next at the same instant: there the older mapping goes first, and a flag comes after the mapping that has it.
 */
const readHistory = statement(
  'read-member-history',
  `with told as (
     select at, case when kind like 'mapping-%' then 3 else 1 end as place, id as ordinal, kind, actor_kind, actor, cause, detail
     from member_event where organization_id = $1 and member_id = $2
     union all
     select started_at, 2, 2 * seq, 'mapped', case when origin = 'rule' then 'job' else 'token' end, started_by, origin,
       jsonb_build_object('mappingId', id, 'lcvistaUserId', lcvista_user_id, 'reason', reason) || ${ofFormerSite}
     from mapping where organization_id = $1 and member_id = $2
     union all
     select ended_at, 2, 2 * seq + 1, 'mapping-ended', case when ended_run_id is null then 'token' else 'job' end,
       coalesce(ended_by, 'sync run'), ended_reason,
       jsonb_build_object('mappingId', id, 'lcvistaUserId', lcvista_user_id, 'reason', ended_note) || ${ofFormerSite}
     from mapping where organization_id = $1 and member_id = $2 and ended_at is not null
   ), newest as (
     select * from told order by at desc, place desc, ordinal desc limit ${most}
   )
   select at, kind, json_build_object('kind', actor_kind, 'name', actor) as actor, cause, detail
   from newest order by at, place, ordinal`,
);

/** The whole story of a member. */
@Injectable()
export class MemberHistoryRepository {
  /** @returns oldest first */
  of(scope: TenantScope, memberId: string): Promise<HistoryEntry[]> {
    return scope.query<HistoryEntry>(readHistory, [memberId]);
  }
}
