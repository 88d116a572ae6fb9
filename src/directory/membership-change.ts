/** What becomes of a cohort's membership: the net effect of all steps of one request. */
export interface MembershipChange {
  /** True: exactly `add` belong to it afterwards, whoever did before. */
  readonly exact: boolean;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Everybody whom the request named as a member, also those whom a later step takes away: all have to exist. */
  readonly named: readonly string[];
}

export const NO_MEMBERSHIP_CHANGE: MembershipChange = { exact: false, add: [], remove: [], named: [] };

/** Puts one more step after a change. */
export function withAdded(change: MembershipChange, ids: readonly string[]): MembershipChange {
  const added = new Set(ids);
  return {
    exact: change.exact,
    add: [...new Set([...change.add, ...ids])],
    remove: change.remove.filter((id) => !added.has(id)),
    named: [...new Set([...change.named, ...ids])],
  };
}

/** Takes people out; ids that nobody has are no error. */
export function withRemoved(change: MembershipChange, ids: readonly string[]): MembershipChange {
  const removed = new Set(ids);
  return {
    ...change,
    add: change.add.filter((id) => !removed.has(id)),
    remove: change.exact ? [] : [...new Set([...change.remove, ...ids])],
  };
}

/** Forgets who belonged to it: exactly these do now. */
export function withExactly(change: MembershipChange, ids: readonly string[]): MembershipChange {
  return { exact: true, add: ids, remove: [], named: [...new Set([...change.named, ...ids])] };
}
