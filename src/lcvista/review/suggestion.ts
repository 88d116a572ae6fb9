/** Why a member may be the one who is meant, the strongest first. A suggestion never maps by itself. */
export const suggestionKinds = ['plus-address', 'alias', 'login-email', 'other-domain', 'similar'] as const;

export type SuggestionKind = (typeof suggestionKinds)[number];

/** A member who may be the person whom LCVista means. */
export interface Suggestion {
  readonly memberId: string;
  readonly email: string | null;
  readonly because: SuggestionKind;
}

/** Somebody of the review queue for whom members are looked for. */
export interface Sought {
  readonly lcvistaUserId: string;
  readonly emailKey: string;
}

/** More are no help. */
const most = 3;

/** The strongest few, each member once. */
export function pickSuggestions(found: readonly Suggestion[]): Suggestion[] {
  const ranked = found.toSorted(
    (one, other) => suggestionKinds.indexOf(one.because) - suggestionKinds.indexOf(other.because),
  );
  const first = new Map<string, Suggestion>();
  for (const suggestion of ranked) if (!first.has(suggestion.memberId)) first.set(suggestion.memberId, suggestion);
  return [...first.values()].slice(0, most);
}
