import type { Access, MemberAnswer } from './member.dto.js';

/** A member as `MemberViewRepository` reads it. */
export interface MemberViewRow {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly loginEmail: string | null;
  readonly loginEmailKey: string | null;
  readonly access: Access;
  readonly userName: string;
  readonly externalId: string | null;
  readonly invitedAt: Date;
  readonly claimedAt: Date | null;
  readonly removedAt: Date | null;
  readonly userId: string | null;
  readonly cohorts: { id: string; name: string }[];
  readonly lcvistaUserId: string | null;
  readonly mappedAt: Date | null;
  readonly flags: string[] | null;
  readonly reason: string | null;
}

/** Makes the answer of a row: the login e-mail shows only when it is another address. */
export function memberAnswer(row: MemberViewRow): MemberAnswer {
  const mapped = row.lcvistaUserId !== null;
  const loginDiffers = row.loginEmail !== null && row.loginEmailKey !== row.emailKey;
  return {
    id: row.id,
    name: row.name,
    memberEmail: row.email,
    ...(loginDiffers ? { loginEmail: row.loginEmail } : {}),
    access: row.access,
    userName: row.userName,
    externalId: row.externalId,
    invitedAt: row.invitedAt,
    claimedAt: row.claimedAt,
    removedAt: row.removedAt,
    userId: row.userId,
    cohorts: row.cohorts,
    compliance: {
      state: mapped ? 'mapped' : 'unmapped',
      reason: mapped ? null : row.reason,
      lcvistaUserId: row.lcvistaUserId,
      mappedAt: row.mappedAt,
      flags: row.flags ?? [],
    },
  };
}
