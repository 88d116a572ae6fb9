/** Why a member has no mapping. */
export const memberReasons = [
  'unknown',
  'duplicate-member',
  'duplicate-lcvista-user',
  'not-signed-in',
  'no-lcvista-user',
  'lcvista-user-inactive',
  'not-assigned',
  'ignored',
  'unmapped-by-hand',
  'maps-at-next-sync',
] as const;

/** Joins `why.reason` to `member m`. */
export const memberReasonJoin = `cross join lateral (select null::text as reason) why`;
