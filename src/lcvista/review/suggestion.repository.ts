import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { Sought, Suggestion } from './suggestion.js';

/** Each way of looking finds so many at most. */
const most = 5;

const active = `m.organization_id = $1 and m.access <> 'removed'`;

const sought = `jsonb_to_recordset($2::jsonb) as s("lcvistaUserId" text, "emailKey" text)`;

const shown = `s."lcvistaUserId", found.id as "memberId", found.email, found.because`;

/** By index lookups alone: however many members there are, a page costs the same. */
const findRelated = statement(
  'find-related-members',
  `select ${shown}
     from ${sought}
    cross join lateral (
      (select m.id, m.email,
              case when split_part(m.email_key, '@', 2) = split_part(s."emailKey", '@', 2)
                then 'plus-address' else 'other-domain' end as because
         from member m
        where ${active} and m.email_key is not null and m.email_key <> s."emailKey"
          and split_part(split_part(m.email_key, '@', 1), '+', 1) = split_part(split_part(s."emailKey", '@', 1), '+', 1)
        limit ${most})
      union all
      (select m.id, m.email, 'alias' from member m where ${active} and m.email_keys @> array[s."emailKey"] limit ${most})
      union all
      (select m.id, m.email, 'alias'
         from member m
        where ${active} and m.user_name_key = s."emailKey" and m.deleted_at is null
        limit ${most})
      union all
      (select m.id, m.email, 'login-email'
         from organization o
         join user_profile p on p.environment = o.environment and p.login_email_key = s."emailKey"
         join member m on m.user_id = p.id
        where o.id = $1 and ${active}
        limit ${most})
    ) found`,
);

/**
 * So many that have the trigrams are looked at: where more have them, they are all much alike, and which of them is meant
 * nobody can tell. Where 62,500 of a million have one given name and a number, 1.6 seconds become 0.2; where names are as
 * usual, 10 to 90 milliseconds stay as they are.
 */
const mostCandidates = 5_000;

/** Trigrams of the local part in names and addresses, then those whose own local part or name is near enough. */
const findSimilar = statement(
  'find-similar-members',
  `select s."lcvistaUserId", found.id as "memberId"
     from ${sought}
    cross join lateral (
      select c.id
        from (select m.id, m.email_key, m.name_key
                from member m
               where ${active} and m.search_text %> split_part(s."emailKey", '@', 1)
               limit ${mostCandidates}) c
       where greatest(similarity(split_part(c.email_key, '@', 1), split_part(s."emailKey", '@', 1)),
                      similarity(c.name_key, translate(split_part(s."emailKey", '@', 1), '._-+', '    '))) >= 0.5
       order by similarity(split_part(c.email_key, '@', 1), split_part(s."emailKey", '@', 1)) desc nulls last, c.id
       limit ${most}
    ) found`,
);

/** A limit makes the planner hope to meet enough by reading all: where there are few, it would read a million names. */
const readByIndex = `select set_config('enable_seqscan', 'off', true), $1::uuid`;

const findActive = statement(
  'find-active-members-by-id',
  `select m.id as "memberId", m.email from member m where ${active} and m.id = any($2::uuid[])`,
);

export type FoundSuggestion = Suggestion & { readonly lcvistaUserId: string };

/** Looks for members whom an unmapped LCVista user may be. */
@Injectable()
export class SuggestionRepository {
  /** Members with another writing of the address, or who have it as an alias or at sign-in. */
  findRelated(scope: TenantScope, people: readonly Sought[]): Promise<FoundSuggestion[]> {
    return scope.query(findRelated, [JSON.stringify(people)]);
  }

  /**
   * Ids of members whose address or name is spelled nearly so. Costs more the more members there are.
   *
   * @param scope of a transaction
   */
  async findSimilar(
    scope: TenantScope,
    people: readonly Sought[],
  ): Promise<{ lcvistaUserId: string; memberId: string }[]> {
    await scope.query(readByIndex);
    return scope.query(findSimilar, [JSON.stringify(people)]);
  }

  /** Those of some members who are active, as they are now. */
  findActive(scope: TenantScope, memberIds: readonly string[]): Promise<{ memberId: string; email: string | null }[]> {
    return scope.query(findActive, [memberIds]);
  }
}
