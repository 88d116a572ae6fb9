import { adviceFor } from '../lcvista/review/advice.js';
import type { DigestContent, ReasonCount, UnmappedPerson } from './digest-content.js';
import { titleOf } from './reason-titles.js';

/** The people of one reason. */
export interface OutlineSection {
  /** e.g. `Not signed in yet: 7 (last week: 9)` */
  readonly heading: string;
  readonly advice: string | null;
  /** A line for each person. */
  readonly people: readonly string[];
}

/** What a review says, before it becomes text or HTML. Every string is one line. */
export interface DigestOutline {
  readonly title: string;
  readonly remarks: readonly string[];
  readonly sections: readonly OutlineSection[];
  readonly footer: string;
}

/** A sync that did not happen for so long is worth a word. */
const stale = 2 * 24 * 3_600_000;

const footer = 'An administrator of Muster chose who gets this review. The review queue shows all people at any time.';

/**
 * @param now when the review is made
 */
export function outlineOf(content: DigestContent, now: Date): DigestOutline {
  return {
    title: oneLine(`Weekly review of ${content.organization}, ${weekInWords(content.week)}`),
    remarks: [...readingRemarks(content.lastReadAt, now), standing(content)],
    sections: content.counts.map((count) => sectionOf(count, content.people)),
    footer,
  };
}

/** People of all reasons who are not mapped. */
export function unmappedOf(content: DigestContent): number {
  return content.counts.reduce((sum, { count }) => sum + count, 0);
}

/** `2026-W02` as people say it. */
export function weekInWords(week: string): string {
  const [year, number] = week.split('-W');
  return `week ${Number(number)} of ${year}`;
}

/** What comes from elsewhere stays on its line and cannot turn the direction of what follows. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
}

function readingRemarks(lastReadAt: Date | null, now: Date): string[] {
  if (lastReadAt === null) return ['LCVista has not been read yet, so there is nothing to review.'];
  if (now.getTime() - lastReadAt.getTime() < stale) return [];
  return [`LCVista was last read completely on ${lastReadAt.toISOString().slice(0, 10)}: look at the sync runs.`];
}

function standing(content: DigestContent): string {
  const { assigned, mapped } = content;
  const unmapped = unmappedOf(content);
  const ignored = assigned - mapped - unmapped;
  const rest = unmapped === 0 ? 'There is nothing to do.' : `Not mapped: ${unmapped}.`;
  const aside = ignored > 0 ? ` Ignored: ${ignored}.` : '';
  return `Mapped: ${mapped} of ${assigned} people who can see the catalog. ${rest}${aside}`;
}

function sectionOf(count: ReasonCount, people: readonly UnmappedPerson[]): OutlineSection {
  const named = people.filter(({ reason }) => reason === count.reason);
  const more = count.count - named.length;
  const lastWeek = count.lastWeek === null ? '' : ` (last week: ${count.lastWeek})`;
  return {
    heading: `${titleOf(count.reason)}: ${count.count}${lastWeek}`,
    advice: count.count === 0 ? null : adviceFor(count.reason, false),
    people: [...named.map(personLine), ...(more > 0 ? [`and ${more} more`] : [])],
  };
}

function personLine({ lcvistaUser, since, suggestions }: UnmappedPerson): string {
  const { id, username, email, firstName, lastName } = lcvistaUser;
  const name = [firstName, lastName].filter((part) => part !== null && part.trim() !== '').join(' ');
  const who = name === '' ? (username ?? 'Somebody without a name') : name;
  const address = email === null ? 'no address' : email;
  const meant = suggestions.flatMap(({ email: suggested }) => suggested ?? []);
  const perhaps = meant.length === 0 ? '' : `; perhaps ${meant.join(' or ')}`;
  return oneLine(`${who}, ${address}, LCVista user ${id}, since ${since.slice(0, 10)}${perhaps}`);
}
