import { type AddressRelation, addressRelation, oddCharacters } from './address-relation.js';

const descriptions: Record<Exclude<AddressRelation, 'look-alike'> | 'alias', string> = {
  'letter-case': 'differs only in upper and lower case, which does not matter',
  'plus-address': 'differs by a plus address ("+…" before the @), which counts as a different address',
  'other-domain': 'has the same name at another domain, which counts as a different address',
  alias: 'is another address (an alias), which counts as a different address',
};

/** Says how a stored address differs from another, in words for somebody of the HR office. */
export function describeRelation(asked: string, found: string): string {
  const relation = addressRelation(asked, found) ?? 'alias';
  if (relation === 'look-alike') return `looks the same but is not: ${oddities(asked, found)}`;
  return descriptions[relation];
}

function oddities(asked: string, found: string): string {
  const told = [asked, found].flatMap((address) =>
    oddCharacters(address).map((character) => `${character} of ${JSON.stringify(address)}`),
  );
  return told.length === 0 ? 'its characters are written in another way' : told.slice(0, 4).join(', ');
}
