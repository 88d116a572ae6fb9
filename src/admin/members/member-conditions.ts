import { compareKey } from '../../common/compare-key.js';
import { emailKey } from '../../common/email-key.js';
import type { Tally } from '../../directory/tally.repository.js';
import type { Parameters } from '../listing/parameters.js';
import type { MemberQuery } from './member-query.dto.js';
import type { Access } from './member.dto.js';
import { rarePieces } from './rare-pieces.js';

/** What the member list is filtered by. */
export type MemberFilter = Pick<MemberQuery, 'access' | 'compliance' | 'reason' | 'cohort' | 'q'>;

/** The default view: who has a place now. */
const present: readonly Access[] = ['invited', 'enrolled'];

/**
 * Conditions on `member m`, its active mapping `mp`, its reason `why.reason` and, with `q`, its `member_search s`, to be
 * joined by `and`.
 *
 * @param sample of the texts that `q` is looked for in; it may be empty
 * @returns text with placeholders only; the values go into `parameters`
 */
export function memberConditions(filter: MemberFilter, parameters: Parameters, sample: readonly string[]): string[] {
  const conditions = ['m.organization_id = $1', accessCondition(filter.access ?? present)];
  if (filter.compliance === 'mapped') conditions.push('mp.id is not null');
  if (filter.compliance === 'unmapped') conditions.push('mp.id is null');
  if (filter.reason !== undefined) {
    // Who is mapped has no reason: said apart, so that a reason is worked out only for the others.
    conditions.push('mp.id is null', `why.reason = any(${parameters.add(filter.reason)}::text[])`);
  }
  if (filter.cohort !== undefined) {
    conditions.push(`exists (select from cohort_member cm where cm.organization_id = $1 and cm.member_id = m.id
      and cm.cohort_id = ${parameters.add(filter.cohort)}::uuid)`);
  }
  if (filter.q !== undefined) conditions.push(...searchConditions(filter.q, parameters, sample));
  return conditions;
}

/** Whether a filter asks for nothing but access, so that the tally knows how many there are. */
export function isByAccessOnly({ compliance, reason, cohort, q }: MemberFilter): boolean {
  return [compliance, reason, cohort, q].every((value) => value === undefined);
}

const kinds: Record<Access, readonly (keyof Tally)[]> = {
  invited: ['invited'],
  enrolled: ['enrolled'],
  removed: ['removed', 'deleted'],
};

/** The kinds of member that a filter by access only lets through, as the tally knows them. */
export function kindsOf({ access }: MemberFilter): (keyof Tally)[] {
  return [...new Set(access ?? present)].flatMap((one) => kinds[one]);
}

/** Written out rather than bound, so that the planner sees that the partial indexes of the default order fit. */
function accessCondition(accesses: readonly Access[]): string {
  const chosen = new Set(accesses);
  const words = [...chosen].map((access) => `'${access}'`).join(', ');
  if (chosen.has('removed')) return chosen.size === 1 ? `m.access = 'removed'` : `m.access in (${words})`;
  return present.every((access) => chosen.has(access))
    ? `m.access <> 'removed'`
    : `m.access <> 'removed' and m.access in (${words})`;
}

/**
 * By name, address, or the address of the sign-in. Names are stored as compare keys, addresses as e-mail keys; the two
 * differ in few letters (ß), and a person who types one of them means either.
 *
 * The index is asked for what is rare in each; what it finds is compared with all of it. The two are said apart: in an
 * `or` of pairs, PostgreSQL would work the pieces of each row out anew.
 */
function searchConditions(q: string, parameters: Parameters, sample: readonly string[]): string[] {
  const keys = [...new Set([compareKey(q), emailKey(q)].filter((key) => key !== null))];
  const contained = keys.map((key) => `strpos(s.text, ${parameters.add(key)}) > 0`);
  // Of two organizations some keys are the same by chance: the id keeps them apart.
  const conditions = ['s.organization_id = $1', anyOf(contained)];
  const pieces = keys.map((key) => rarePieces(key, sample));
  // Whoever must be found without the index makes it useless for the others.
  if (pieces.every(({ length }) => length > 0))
    conditions.push(anyOf(pieces.map((some) => hasPieces(some, parameters))));
  return conditions;
}

function hasPieces(pieces: readonly string[], parameters: Parameters): string {
  return `search_keys(s.organization_id, s.text) @> search_keys($1, ${parameters.add(pieces)}::text[])`;
}

function anyOf(conditions: readonly string[]): string {
  return `(${conditions.join(' or ')})`;
}
