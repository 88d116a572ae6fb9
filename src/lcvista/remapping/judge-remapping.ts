/** What is known about a pair that an admin wants to map. */
export interface RemappingFacts {
  /** Active members that are meant: at most two, since two are too many already. */
  readonly members: readonly string[];
  readonly hasRemovedMember: boolean;
  /** Whether LCVista has ever had a person of that id. */
  readonly userKnown: boolean;
  readonly userGone: boolean;
  /** The very pair is mapped by hand. */
  readonly alreadyMapped: boolean;
}

export interface RemappingRefusal {
  readonly code:
    | 'member-not-found'
    | 'member-removed'
    | 'ambiguous-member'
    | 'lcvista-user-not-found'
    | 'lcvista-user-gone'
    | 'already-mapped'
    | 'repeated-pair';
  readonly message: string;
}

/** A pair that can be mapped, or why it cannot. */
export type RemappingVerdict = { readonly memberId: string } | RemappingRefusal;

/** Whether a pair can be mapped by hand: both sides are there and are one person each. */
export function judgeRemapping(facts: RemappingFacts): RemappingVerdict {
  const [memberId, other] = facts.members;
  if (other !== undefined) return refusal('ambiguous-member', 'Two or more active members have this address.');
  if (memberId === undefined && facts.hasRemovedMember) return refusal('member-removed', 'The member is removed.');
  if (memberId === undefined) return refusal('member-not-found', 'There is no such member.');
  if (!facts.userKnown) return refusal('lcvista-user-not-found', 'LCVista has no such user, as last read.');
  if (facts.userGone) return refusal('lcvista-user-gone', 'The user is no longer in LCVista.');
  if (facts.alreadyMapped) return refusal('already-mapped', 'The two are mapped to each other by hand already.');
  return { memberId };
}

/**
 * Of several pairs that name the same member or the same LCVista user, the first that can be mapped is; the others would
 * take away from it what it has just been given.
 *
 * @param users LCVista users of the pairs, in the order of the verdicts
 */
export function refuseRepeated(verdicts: readonly RemappingVerdict[], users: readonly string[]): RemappingVerdict[] {
  const taken = new Set<string>();
  return verdicts.map((verdict, at) => {
    if ('code' in verdict) return verdict;
    const sides = [`member ${verdict.memberId}`, `user ${users[at]}`];
    if (sides.some((side) => taken.has(side))) {
      return refusal('repeated-pair', 'An earlier row names the same member or LCVista user.');
    }
    sides.forEach((side) => taken.add(side));
    return verdict;
  });
}

function refusal(code: RemappingRefusal['code'], message: string): RemappingRefusal {
  return { code, message };
}
