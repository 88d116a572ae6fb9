import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { flagsNowSql } from '../../lcvista/mapping/mapping-flags-sql.js';
import type { MemberFact, PersonFact, SyncFact } from './diagnosis-facts.js';

/** The forms of an address that are looked for. */
export interface AddressKeys {
  /** Trimmed and lower-cased. */
  readonly emailKey: string;
  /** As other addresses and user names are stored. */
  readonly compareKey: string;
  /** The part before `@` and any `+`. */
  readonly base: string;
  /** With Latin letters for those that only look like them. */
  readonly appearance: string;
}

export type FoundMember = MemberFact & {
  readonly hasAddress: boolean;
  /** Found only because its address has unusual characters. */
  readonly onlyOdd: boolean;
  /** Every address that the directory and the sign-in know of the person. */
  readonly otherKeys: readonly string[];
  /** Assigned, active LCVista users from whom an administrator took the member apart. */
  readonly apartIds: readonly string[];
};

export type FoundPerson = PersonFact & { readonly hasAddress: boolean; readonly onlyOdd: boolean };

/** Each way of finding reads so many rows at most; nobody reads more in an answer. */
const most = 25;

/** Addresses with unusual characters are few; this only bounds what an odd directory can cost. */
const mostOdd = 500;

const findMembers = statement(
  'find-members-for-diagnosis',
  `with found as (
     (select id, 1 as way from member where organization_id = $1 and email_key = $2 limit ${most})
     union all
     (select id, 2 from member where organization_id = $1 and email_key = $5 limit ${most})
     union all
     (select id, 2 from member where organization_id = $1 and user_name_key = $3 and deleted_at is null limit ${most})
     union all
     (select id, 2 from member where organization_id = $1 and email_keys @> array[$3::text] limit ${most})
     union all
     (select id, 2 from member where organization_id = $1 and email_key is not null
        and split_part(split_part(email_key, '@', 1), '+', 1) = $4 limit ${most})
     union all
     (select m.id, 2 from organization o
        join user_profile u on u.environment = o.environment and u.login_email_key = $2
        join member m on m.user_id = u.id and m.organization_id = $1
      where o.id = $1 limit ${most})
     union all
     (select id, 3 from member where organization_id = $1 and email_key ~ '[^!-~]' limit ${mostOdd})
   ), ways as (
     select id, min(way) as way from found group by id
   )
   select m.id, m.email, m.user_name as "userName", m.access, m.claimed_at as "claimedAt", m.removed_at as "removedAt",
     u.login_email as "loginEmail", w.way = 1 as "hasAddress", w.way = 3 as "onlyOdd",
     m.email_keys || array_remove(array[m.email_key, m.user_name_key, u.login_email_key], null) as "otherKeys",
     array(select b.lcvista_user_id from mapping_block b
             join lcvista_user k on k.organization_id = $1 and k.id = b.lcvista_user_id and k.gone_at is null
            where b.organization_id = $1 and b.member_id = m.id and k.is_active and k.assigned limit ${most}) as "apartIds",
     case when mp.id is not null then json_build_object('lcvistaUserId', mp.lcvista_user_id, 'lcvistaEmail', l.email,
       'origin', mp.origin, 'flags', ${flagsNowSql('mp', 'm', 'l')}) end as mapping
   from ways w
   join member m on m.organization_id = $1 and m.id = w.id
   left join user_profile u on u.id = m.user_id
   left join mapping mp on mp.organization_id = $1 and mp.member_id = m.id and mp.ended_at is null
   left join lcvista_user l on l.organization_id = $1 and l.id = mp.lcvista_user_id
   order by m.name_key, m.id`,
);

/** A local part is what stands before `@` or `+`: a range of the addresses in code point order, up to the next character. */
const findPeople = statement(
  'find-people-for-diagnosis',
  `with found as (
     (select id, 1 as way from lcvista_user where organization_id = $1 and email_key = $2 and gone_at is null limit ${most})
     union all
     (select id, 2 from lcvista_user where organization_id = $1 and email_key = any($3::text[]) and gone_at is null
        limit ${most})
     union all
     (select id, 2 from lcvista_user where organization_id = $1 and gone_at is null
        and email_key ~>=~ ($4::text || '@') and email_key ~<~ ($4 || 'A') limit ${most})
     union all
     (select id, 2 from lcvista_user where organization_id = $1 and gone_at is null
        and email_key ~>=~ ($4 || '+') and email_key ~<~ ($4 || ',') limit ${most})
     union all
     (select id, 2 from lcvista_user where organization_id = $1 and id = any($5::text[]))
     union all
     (select id, 3 from lcvista_user where organization_id = $1 and email_key ~ '[^!-~]' and gone_at is null
        limit ${mostOdd})
   ), ways as (
     select id, min(way) as way from found group by id
   )
   select l.id, l.email, l.is_active and l.gone_at is null as "isActive",
     l.gone_at is not null as "isGone", l.assigned, w.way = 1 as "hasAddress",
     w.way = 3 as "onlyOdd", l.ignored_reason as "ignoredReason", m.id as "mappedMemberId",
     m.email as "mappedMemberEmail",
     array(select b.member_id from mapping_block b where b.organization_id = $1 and b.lcvista_user_id = l.id)
       as "blockedMemberIds"
   from ways w
   join lcvista_user l on l.organization_id = $1 and l.id = w.id
   left join mapping mp on mp.organization_id = $1 and mp.lcvista_user_id = l.id and mp.ended_at is null
   left join member m on m.organization_id = $1 and m.id = mp.member_id and (mp.origin = 'hand' or m.access = 'enrolled')
   order by l.id`,
);

const readSync = statement(
  'read-sync-for-diagnosis',
  `select c.next_sync_at as "nextSyncAt", c.catalog, coalesce(c.assignment = 'everyone', false) as "everyoneAssigned",
     (select finished_at from sync_run where organization_id = $1 and status = 'succeeded' and not dry_run
      and not of_former_site order by seq desc limit 1) as "lastGoodAt",
     (select json_build_object('status', status, 'errorCode', error_code, 'errorMessage', error_message)
      from sync_run where organization_id = $1 and not dry_run and status in ('succeeded', 'failed', 'held')
      and not of_former_site order by seq desc limit 1) as last
   from organization o left join lcvista_connection c on c.organization_id = o.id
   where o.id = $1`,
);

/** Gathers what is known about an address on all sides, by indexes only. */
@Injectable()
export class DiagnosisFactsRepository {
  /**
   * Members whose address is the one asked for or might be meant by it, the surest first; a few dozen at most of each
   * kind.
   */
  members(scope: TenantScope, keys: AddressKeys): Promise<FoundMember[]> {
    return scope.query<FoundMember>(findMembers, [keys.emailKey, keys.compareKey, keys.base, keys.appearance]);
  }

  /**
   * @param otherKeys further addresses that may be the person's
   * @param ids LCVista users that are of interest whatever their address
   */
  people(
    scope: TenantScope,
    keys: AddressKeys,
    otherKeys: readonly string[],
    ids: readonly string[],
  ): Promise<FoundPerson[]> {
    return scope.query<FoundPerson>(findPeople, [keys.emailKey, [keys.appearance, ...otherKeys], keys.base, ids]);
  }

  /** How the connection and the last runs stand. */
  async sync(scope: TenantScope): Promise<SyncFact> {
    const [row] = await scope.query<SyncFact>(readSync);
    return row ?? { nextSyncAt: null, catalog: null, everyoneAssigned: false, lastGoodAt: null, last: null };
  }
}
