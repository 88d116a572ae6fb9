import { emailKey } from '../../common/email-key.js';

/** How two addresses that differ may still belong to one person. */
export type AddressRelation = 'letter-case' | 'look-alike' | 'plus-address' | 'other-domain';

/** Letters of other scripts, each followed by the Latin one that it looks like, in lower case. */
const lookAlikePairs = ['аaвbсcԁdеeёeһhіiїiјjкkӏlмmпnоoрpԛqгrѕsтtцuѵvԝwхxуy', 'αaεeιiκkνvοoρpτtυuχxıiǀl'].join('');
const lookAlikes = new Map([...lookAlikePairs.matchAll(/(.)(.)/gu)].map(([, odd = '', plain = '']) => [odd, plain]));

/** Blanks of any width, also none, and marks that nobody sees. */
const invisible = /[\s\p{Cf}\p{Cc}\p{Zs}\u034f\u115f\u1160\u3164]/gu;

/**
 * How an address looks to a person: without what cannot be seen, look-alike letters as Latin ones, accents kept apart.
 * Only for telling people about; nothing is ever mapped by it.
 */
export function appearance(address: string): string {
  const seen = address.normalize('NFKC').toLowerCase().replace(invisible, '');
  return Array.from(seen)
    .map((letter) => lookAlikes.get(letter) ?? letter)
    .join('');
}

/**
 * @param asked the address that somebody asked for
 * @param found an address that is stored
 * @returns null for addresses that are the same letter for letter, or have nothing to do with each other
 */
export function addressRelation(asked: string, found: string): AddressRelation | null {
  if (asked.trim() === found.trim()) return null;
  if (emailKey(asked) === emailKey(found)) return 'letter-case';
  if (appearance(asked) === appearance(found)) return 'look-alike';
  const [one, other] = [partsOf(asked), partsOf(found)];
  if (one.local === '' || one.local !== other.local) return null;
  return one.domain === other.domain ? 'plus-address' : 'other-domain';
}

/** The part before `@` and any `+`, by which related addresses are looked for. */
export function baseOfLocalPart(address: string): string {
  return partsOf(address).local;
}

/** Names what is odd about an address that looks like another, e.g. `Cyrillic letter "а" (U+0430) at place 2`. */
export function oddCharacters(address: string): string[] {
  return Array.from(address.trim()).flatMap((character, at) => {
    const kind = kindOf(character);
    const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    return kind === null ? [] : [`${kind} (${code}) at place ${at + 1}`];
  });
}

function kindOf(character: string): string | null {
  if (/^[!-~]$/.test(character)) return null;
  if (/\p{Cf}/u.test(character)) return 'invisible character';
  if (/[\s\p{Z}\p{Cc}]/u.test(character)) return 'blank';
  if (/\p{Script=Cyrillic}/u.test(character)) return `Cyrillic letter "${character}"`;
  if (/\p{Script=Greek}/u.test(character)) return `Greek letter "${character}"`;
  return `letter "${character}"`;
}

function partsOf(address: string): { local: string; domain: string } {
  const [local = '', domain = ''] = (emailKey(address) ?? '').split('@');
  return { local: local.split('+')[0] ?? '', domain };
}
