import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { tallySumSql } from '../../directory/tally.repository.js';
import { flagsNowSql } from '../../lcvista/mapping/mapping-flags-sql.js';
import type { ComposedQuery } from '../csv/csv-export.js';
import type { Keyset, KeysetRow } from '../listing/keyset.js';
import { Parameters } from '../listing/parameters.js';
import type { MemberViewRow } from './member-answer.js';
import { isByAccessOnly, kindsOf, type MemberFilter, memberConditions } from './member-conditions.js';
import { memberOrders, orderedColumns } from './member-orders.js';
import type { MemberQuery } from './member-query.dto.js';
import { memberReasonJoin } from './member-reason.js';
import { sampleSize } from './search-samples.js';

const activeMapping = `left join mapping mp on mp.organization_id = $1 and mp.member_id = m.id and mp.ended_at is null`;

const mapped = `${activeMapping} ${memberReasonJoin}`;

/** `member_search` in the place of `member m`, with the columns that conditions and orders ask of it. */
const searchAsMembers = `member_search s
  cross join lateral (select s.organization_id, s.member_id as id, s.access, s.name_key) m`;

/** What a member's row shows, of `member m` and what was joined to it. */
const shown = `m.id, m.name, m.email, m.email_key as "emailKey", m.access, m.user_name as "userName",
  m.external_id as "externalId", m.invited_at as "invitedAt", m.claimed_at as "claimedAt", m.removed_at as "removedAt",
  m.user_id as "userId", u.login_email as "loginEmail", u.login_email_key as "loginEmailKey",
  mp.lcvista_user_id as "lcvistaUserId", mp.started_at as "mappedAt", why.reason,
  (select ${flagsNowSql('mp', 'm', 'l')} from lcvista_user l
    where l.organization_id = $1 and l.id = mp.lcvista_user_id) as flags,
  array(select json_build_object('id', c.id, 'name', c.display_name)
        from cohort_member cm join cohort c on c.organization_id = $1 and c.id = cm.cohort_id
        where cm.organization_id = $1 and cm.member_id = m.id
        order by c.display_name_key, c.id) as cohorts`;

const selectSearchedTexts = statement(
  'sample-searched-texts',
  `select text from member_search where organization_id = $1 order by member_id limit ${sampleSize}`,
);

const profile = `left join user_profile u on u.id = m.user_id`;

type MemberPageRow = MemberViewRow & KeysetRow;

/** Reads members with all that the admin list shows of them, from the rows of all three products. */
@Injectable()
export class MemberViewRepository {
  /**
   * A page, and the number of all that the filter finds, in one statement: the ids of the page are found first, and only
   * they are completed.
   *
   * @param sample of the texts that `q` is looked for in
   * @returns one row more than `limit` when there is a next page
   */
  async page(
    scope: TenantScope,
    query: MemberQuery,
    sample: readonly string[],
  ): Promise<{ rows: MemberPageRow[]; total: number }> {
    const parameters = new Parameters();
    const order = memberOrders[query.sort];
    const conditions = memberConditions(query, parameters, sample).join(' and ');
    const after = order.after(query.cursor, parameters);
    const firstOnes = `order by ${order.order} limit ${parameters.add(query.limit + 1)}`;
    const { page, total } = isByAccessOnly(query)
      ? countedByTally(query, `${conditions} and ${after} ${firstOnes}`)
      : countedByHits(query, conditions, `${after} ${firstOnes}`);
    const text = `with ${page}
      select counted.total, completed.*
      from (select ${total} as total) counted left join (${completed(order)}) completed on true
      order by completed.place`;
    const found = await scope.query<MemberPageRow & { total: number }>(text, parameters.values);
    return { rows: found.filter(({ id }) => id !== null), total: found[0]?.total ?? 0 };
  }

  /**
   * All members that a filter finds, in the order of the list.
   *
   * @param sample of the texts that `q` is looked for in
   */
  all(query: MemberQuery, sample: readonly string[]): ComposedQuery {
    const parameters = new Parameters();
    const conditions = memberConditions(query, parameters, sample).join(' and ');
    const text = `select ${shown} from member m ${searchJoin(query)} ${mapped} ${profile}
      where ${conditions} order by ${memberOrders[query.sort].order}`;
    return { text, values: parameters.values };
  }

  /** A hundred of the texts that `q` is looked for in, at random: ids are. Fewer when there are no more. */
  async searchedTexts(scope: TenantScope): Promise<string[]> {
    return (await scope.query<{ text: string }>(selectSearchedTexts)).map(({ text }) => text);
  }

  /** One member, whatever their access. */
  async find(scope: TenantScope, memberId: string): Promise<MemberViewRow | undefined> {
    const text = `select ${shown} from member m ${mapped} ${profile} where m.organization_id = $1 and m.id = $2::uuid`;
    const [row] = await scope.query<MemberViewRow>(text, [memberId]);
    return row;
  }
}

interface CountedPage {
  /** Defines `page`, the ids. */
  readonly page: string;
  /** An expression for the number of all. */
  readonly total: string;
}

/** The database keeps the counts by access: nothing but the page is looked for. */
function countedByTally(query: MemberQuery, pageConditions: string): CountedPage {
  return {
    page: `page as materialized (select m.id from member m where ${pageConditions})`,
    total: tallySumSql(kindsOf(query)),
  };
}

/** Hits are found once for the page and their number: a search costs far more than what is done with its hits. */
function countedByHits(query: MemberQuery, conditions: string, pageConditions: string): CountedPage {
  return {
    page: `hits as materialized (
        select ${orderedColumns[query.sort]} ${membersOf(query)} where ${conditions}
      ), page as materialized (select m.id from hits m where ${pageConditions})`,
    total: '(select count(*) from hits)',
  };
}

/** The rows of `page` with all that is shown of them. */
function completed(order: Keyset): string {
  return `select ${shown}, ${order.pageKey}, row_number() over (order by ${order.order}) as place
    from page join member m on m.organization_id = $1 and m.id = page.id ${mapped} ${profile}
    order by place`;
}

/** The members that a query may find, with what it looks at to choose and to order them. */
function membersOf(query: MemberQuery): string {
  const { compliance, reason } = query;
  const members = isSearchAlone(query) ? searchAsMembers : `member m ${searchJoin(query)}`;
  if (reason !== undefined) return `from ${members} ${mapped}`;
  return compliance === undefined ? `from ${members}` : `from ${members} ${activeMapping}`;
}

/** Whether `member_search` has all of the member that a query looks at, so that no member's row is read for a hit. */
function isSearchAlone({ q, sort, reason }: MemberQuery): boolean {
  return q !== undefined && reason === undefined && (sort === 'name' || sort === 'access');
}

function searchJoin({ q }: MemberFilter): string {
  return q === undefined ? '' : 'join member_search s on s.organization_id = $1 and s.member_id = m.id';
}
