import { compareKey } from '../../common/compare-key.js';
import { emailKey } from '../../common/email-key.js';
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
 * @param sample of the texts that are searched by `q`; it may be empty
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
  if (filter.q !== undefined) conditions.push(searchCondition(filter.q, parameters, sample));
  return conditions;
}

/** Whether a filter asks for nothing but access, so that the tally knows how many there are. */
export function isByAccessOnly({ compliance, reason, cohort, q }: MemberFilter): boolean {
  return [compliance, reason, cohort, q].every((value) => value === undefined);
}

/** The accesses that a filter lets through. */
export function accessesOf({ access }: MemberFilter): ReadonlySet<Access> {
  return new Set(access ?? present);
}

/** Written out rather than bound, so that the planner sees that the partial indexes of the default order fit. */
function accessCondition(accesses: readonly Access[]): string {
  const chosen = new Set(accesses);
  const words = [...chosen].map((access) => `'${access}'`).join(', ');
  if (chosen.has('removed')) return chosen.size === 1 ? `m.access = 'removed'` : `m.access in (${words})`;
  return chosen.size === present.length ? `m.access <> 'removed'` : `m.access <> 'removed' and m.access in (${words})`;
}

/**
 * By name, address, or the address of the sign-in. Names are stored as compare keys, addresses as e-mail keys; the two
 * differ in few letters (ß), and a person who types one of them means either.
 */
function searchCondition(q: string, parameters: Parameters, sample: readonly string[]): string {
  const keys = new Set([compareKey(q), emailKey(q) ?? '']);
  const alternatives = [...keys].map((key) => textHas(key, parameters, sample));
  return `(s.organization_id = $1 and (${alternatives.join(' or ')}))`;
}

/** The index is asked for what is rare in the text; what it finds is compared with all of it. */
function textHas(key: string, parameters: Parameters, sample: readonly string[]): string {
  const contains = `strpos(s.text, ${parameters.add(key)}) > 0`;
  const pieces = rarePieces(key, sample);
  if (pieces.length === 0) return contains;
  return `(search_keys(s.organization_id, s.text) @> search_keys($1, ${parameters.add(pieces)}::text[]) and ${contains})`;
}
