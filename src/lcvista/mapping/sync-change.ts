export const changeKinds = ['mapped', 'ended', 'flagged', 'unflagged'] as const;

/** What a run does to a pair. */
export type ChangeKind = (typeof changeKinds)[number];

/** One change of a run, with the addresses as they were then. */
export interface SyncChange {
  readonly kind: ChangeKind;
  readonly memberId: string;
  readonly memberEmail: string | null;
  readonly lcvistaUserId: string;
  readonly lcvistaEmail: string | null;
  /** Why a mapping ends, or which flag it is. */
  readonly reason: string | null;
}
