import { flagsNowSql } from './mapping-flags-sql.js';
import type { MappingFlag } from './population.js';

export const endedReasons = [
  'lcvista-user-gone',
  'lcvista-user-inactive',
  'not-assigned',
  'member-removed',
  'claim-removed',
  'remapped-by-hand',
  'unmapped-by-hand',
] as const;

export type EndedReason = (typeof endedReasons)[number];

/**
 * The link between a member and an LCVista user, with both addresses as they are now; LCVista's as it was in the end where
 * the organization has another site since.
 */
export interface Mapping {
  readonly id: string;
  readonly memberId: string;
  readonly memberEmail: string | null;
  readonly lcvistaUserId: string;
  readonly lcvistaEmail: string | null;
  readonly origin: 'rule' | 'hand';
  /** Why it was made by hand; null when the rule made it. */
  readonly reason: string | null;
  readonly flags: MappingFlag[];
  readonly startedAt: Date;
  readonly startedBy: string;
  readonly endedAt: Date | null;
  readonly endedReason: EndedReason | null;
  readonly endedBy: string | null;
  /** What the admin wrote who ended it. */
  readonly endedNote: string | null;
}

/** What a mapping shows, as columns of `mapping g`, `member m` and `lcvista_user u`. */
export const mappingColumns = `g.id, g.member_id as "memberId", m.email as "memberEmail",
  g.lcvista_user_id as "lcvistaUserId",
  case when g.former_site is null then u.email else g.former_lcvista_email end as "lcvistaEmail", g.origin, g.reason,
  ${flagsNowSql('g', 'm', 'u')} as flags,
  g.started_at as "startedAt", g.started_by as "startedBy", g.ended_at as "endedAt", g.ended_reason as "endedReason",
  g.ended_by as "endedBy", g.ended_note as "endedNote"`;

export const mappingTables = `mapping g
  join member m on m.organization_id = $1 and m.id = g.member_id
  join lcvista_user u on u.organization_id = $1 and u.id = g.lcvista_user_id`;
