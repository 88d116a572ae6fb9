import type { Suggestion } from '../lcvista/review/suggestion.js';
import type { ReviewReason } from './reason-titles.js';

/** How many people a reason keeps unmapped. */
export interface ReasonCount {
  readonly reason: ReviewReason;
  readonly count: number;
  /** null: there was no review last week. */
  readonly lastWeek: number | null;
}

/** Somebody who can see the catalog and is not mapped. */
export interface UnmappedPerson {
  readonly lcvistaUser: {
    readonly id: string;
    readonly username: string | null;
    readonly email: string | null;
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly isActive: boolean;
  };
  readonly reason: ReviewReason;
  /** ISO 8601. */
  readonly since: string;
  /** What to do. */
  readonly advice: string;
  /** Members who may be meant. */
  readonly suggestions: readonly Suggestion[];
}

/** All that a review tells. */
export interface DigestContent {
  /** The organization's name. */
  readonly organization: string;
  readonly week: string;
  /** LCVista users who are active and can see the catalog. */
  readonly assigned: number;
  readonly mapped: number;
  /** When LCVista was last read completely; null: never. */
  readonly lastReadAt: Date | null;
  readonly counts: readonly ReasonCount[];
  /** The first of them; `counts` has all. */
  readonly people: readonly UnmappedPerson[];
}
