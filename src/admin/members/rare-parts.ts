/** A word that so many texts of the sample have is no help in finding one of them. */
const usualShare = 0.2;

/** The index is made of three letters in a row: a shorter word cannot be looked for. */
const longWord = /[\p{L}\p{N}]{3}/u;

interface Word {
  readonly start: number;
  readonly end: number;
  readonly usual: boolean;
}

/**
 * What an index of three-letter pieces should be asked for, of a text that somebody searches. Of
 * `jane.doe@large.example` most pieces are those of the domain, which everybody has; to look at a million entries for
 * each of them takes ten times as long as finding the few that have `jane.doe@`.
 *
 * @param text what is searched for, as keys are compared
 * @param sample some of the texts that are searched, chosen without regard to what is in them; it may be empty
 * @returns parts of the text, at least one: whatever contains the text contains each of them, but not the other way round
 */
export function rareParts(text: string, sample: readonly string[]): string[] {
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
    usual: isUsual(word, sample),
  }));
  if (!words.some(({ usual }) => usual)) return [text];
  const parts = stretches(words, text).filter((part) => longWord.test(part));
  return parts.length === 0 ? [text] : parts;
}

function isUsual(word: string, sample: readonly string[]): boolean {
  return sample.filter((known) => known.includes(word)).length > sample.length * usualShare;
}

/** Neighbouring rare words stay together, with what stands before and behind: it tells where a word begins and ends. */
function stretches(words: readonly Word[], text: string): string[] {
  const parts: string[] = [];
  let start: number | undefined;
  for (const [at, { usual, ...word }] of words.entries()) {
    if (usual) continue;
    start ??= word.start;
    if (words[at + 1]?.usual === false) continue;
    parts.push(text.slice(start - neighbour(text[start - 1]), word.end + neighbour(text[word.end])));
    start = undefined;
  }
  return parts;
}

/** @returns 1 for a character that can go along, 0 for none and for half of one */
function neighbour(unit: string | undefined): 0 | 1 {
  return unit === undefined || /[\uD800-\uDFFF]/.test(unit) ? 0 : 1;
}
