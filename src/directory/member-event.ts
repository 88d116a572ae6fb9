/** What can happen to a member, as its history names it. */
export type MemberEventKind =
  | 'created'
  | 'claimed'
  | 'claim-released'
  | 'login-email-changed'
  | 'removed'
  | 'restored'
  | 'deleted'
  | 'email-changed'
  | 'name-changed'
  | 'name-changed-by-hand'
  | 'user-name-changed'
  | 'cohort-joined'
  | 'cohort-left';

/** One entry of a member's history, before it is written. */
export interface MemberEvent {
  readonly kind: MemberEventKind;
  /** `{ before, after }`, `{ cohortId, cohortName }` or `{ userId }`. */
  readonly detail: object;
}
