import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { type Mapping, mappingColumns, mappingTables } from '../mapping/mapping.js';
import type { RemappingFacts } from './judge-remapping.js';

/** A pair as an admin names it: the member by id or by address. */
export interface NamedPair {
  readonly memberId: string | null;
  readonly emailKey: string | null;
  readonly lcvistaUserId: string;
}

export interface Pair {
  readonly memberId: string;
  readonly lcvistaUserId: string;
  /** What the admin wrote. */
  readonly reason: string;
}

/** A pair to be mapped, and why. */
export type Remapping = NamedPair & { readonly reason: string };

/** Who changes mappings, and when. */
export interface ByHand {
  readonly by: string;
  readonly at: Date;
}

const touched = 'id, member_id as "memberId", lcvista_user_id as "lcvistaUserId"';

const findFacts = statement(
  'find-remapping-facts',
  `with named as (
     select n.place, n.pair from jsonb_array_elements($2::jsonb) with ordinality n(pair, place)
   )
   select array(select m.id from member m
                 where m.organization_id = $1 and m.access <> 'removed'
                   and (m.id = (n.pair->>'memberId')::uuid or m.email_key = n.pair->>'emailKey') limit 2) as members,
          exists(select from member m
                  where m.organization_id = $1 and m.access = 'removed'
                    and (m.id = (n.pair->>'memberId')::uuid or m.email_key = n.pair->>'emailKey')) as "hasRemovedMember",
          u.id is not null as "userKnown",
          u.gone_at is not null as "userGone",
          exists(select from mapping g join member m on m.organization_id = $1 and m.id = g.member_id
                  where g.organization_id = $1 and g.lcvista_user_id = u.id and g.ended_at is null and g.origin = 'hand'
                    and (m.id = (n.pair->>'memberId')::uuid or m.email_key = n.pair->>'emailKey')) as "alreadyMapped"
     from named n
     left join lcvista_user u on u.organization_id = $1 and u.id = n.pair->>'lcvistaUserId'
    order by n.place`,
);

const endStanding = statement(
  'end-mappings-for-remapping',
  `with pair as (
     select * from jsonb_to_recordset($2::jsonb) as p("memberId" uuid, "lcvistaUserId" text, reason text)
   ), standing as (
     select g.id, p.reason from pair p
       join mapping g on g.organization_id = $1 and g.member_id = p."memberId" and g.ended_at is null
     union
     select g.id, p.reason from pair p
       join mapping g on g.organization_id = $1 and g.lcvista_user_id = p."lcvistaUserId" and g.ended_at is null
   )
   update mapping g
      set ended_at = $3, ended_reason = 'remapped-by-hand', ended_by = $4, ended_note = s.reason
     from (select id, min(reason) as reason from standing group by id) s
    where g.organization_id = $1 and g.id = s.id
   returning g.id, g.member_id as "memberId", g.lcvista_user_id as "lcvistaUserId", s.reason`,
);

/**
 * The addresses as they are now have been seen; the flags are those that a run would give, and the members' history tells
 * of them as it does of a run's.
 */
const insertPairs = statement(
  'insert-mappings-by-hand',
  `with made as (
     insert into mapping (organization_id, member_id, lcvista_user_id, origin, reason, started_at, started_by,
       seen_member_key, seen_lcvista_key, flags)
     select $1, p."memberId", p."lcvistaUserId", 'hand', p.reason, $3, $4, m.email_key, u.email_key, array_remove(array[
              case when not u.is_active then 'lcvista-user-inactive' end,
              case when not u.assigned then 'not-assigned' end], null)
       from jsonb_to_recordset($2::jsonb) as p("memberId" uuid, "lcvistaUserId" text, reason text)
       join member m on m.organization_id = $1 and m.id = p."memberId"
       join lcvista_user u on u.organization_id = $1 and u.id = p."lcvistaUserId"
     returning id, member_id, lcvista_user_id, reason, flags
   ), told as (
     insert into member_event (organization_id, member_id, at, kind, actor_kind, actor, cause, detail)
     select $1, member_id, $3, 'mapping-flagged', 'token', $4, flag,
            jsonb_build_object('mappingId', id, 'lcvistaUserId', lcvista_user_id)
       from made, unnest(flags) flag
      order by member_id, flag
   )
   select ${touched}, reason from made`,
);

const deleteBlocks = statement(
  'delete-mapping-blocks',
  `delete from mapping_block b
    using jsonb_to_recordset($2::jsonb) as p("memberId" uuid, "lcvistaUserId" text)
    where b.organization_id = $1 and b.member_id = p."memberId" and b.lcvista_user_id = p."lcvistaUserId"`,
);

const findMapping = statement(
  'find-mapping',
  `select ${mappingColumns} from ${mappingTables} where g.organization_id = $1 and g.id = $2`,
);

const endByHand = statement(
  'end-mapping-by-hand',
  `update mapping
      set ended_at = $3, ended_reason = 'unmapped-by-hand', ended_by = $4, ended_note = $5
    where organization_id = $1 and id = $2 and ended_at is null
   returning ${touched}, ended_note as reason`,
);

const endOfRemovedClaim = statement(
  'end-mapping-of-removed-claim',
  `update mapping
      set ended_at = $3, ended_reason = 'claim-removed', ended_by = $4, ended_note = $5
    where organization_id = $1 and member_id = $2 and ended_at is null and origin = 'rule'
   returning ${touched}, ended_note as reason`,
);

const insertBlock = statement(
  'insert-mapping-block',
  `insert into mapping_block (organization_id, member_id, lcvista_user_id, reason, blocked_at, blocked_by)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (organization_id, member_id, lcvista_user_id) do update
      set reason = excluded.reason, blocked_at = excluded.blocked_at, blocked_by = excluded.blocked_by`,
);

/** A mapping that was made or ended: enough for the audit trail. */
export interface TouchedMapping {
  readonly id: string;
  readonly memberId: string;
  readonly lcvistaUserId: string;
  /** What the admin wrote. */
  readonly reason: string;
}

/** Mappings that admins make and end. */
@Injectable()
export class RemappingRepository {
  /** In the order of the pairs. */
  findFacts(scope: TenantScope, pairs: readonly NamedPair[]): Promise<RemappingFacts[]> {
    return scope.query(findFacts, [JSON.stringify(pairs)]);
  }

  /** Ends what stands in the way, on either side. */
  endStanding(scope: TenantScope, pairs: readonly Pair[], { by, at }: ByHand): Promise<TouchedMapping[]> {
    return scope.query(endStanding, [JSON.stringify(pairs), at, by]);
  }

  /** A pair that an admin maps is no longer kept apart. */
  async insert(scope: TenantScope, pairs: readonly Pair[], { by, at }: ByHand): Promise<TouchedMapping[]> {
    await scope.query(deleteBlocks, [JSON.stringify(pairs)]);
    return scope.query(insertPairs, [JSON.stringify(pairs), at, by]);
  }

  /** An active or ended mapping; null when the organization has none of this id. */
  async find(scope: TenantScope, id: string): Promise<Mapping | null> {
    const [mapping] = await scope.query<Mapping>(findMapping, [id]);
    return mapping ?? null;
  }

  /** Ends an active mapping and keeps the pair apart. @returns null when it has ended before */
  async endAndBlock(
    scope: TenantScope,
    id: string,
    reason: string,
    { by, at }: ByHand,
  ): Promise<TouchedMapping | null> {
    const [ended] = await scope.query<TouchedMapping>(endByHand, [id, at, by, reason]);
    if (ended === undefined) return null;
    await scope.query(insertBlock, [ended.memberId, ended.lcvistaUserId, reason, at, by]);
    return ended;
  }

  /** Ends the mapping that the rule made for a member nobody has claimed any more. */
  endOfClaim(scope: TenantScope, memberId: string, reason: string, { by, at }: ByHand): Promise<TouchedMapping[]> {
    return scope.query(endOfRemovedClaim, [memberId, at, by, reason]);
  }
}
