import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rarePieces } from '../../src/admin/members/rare-pieces.js';

/** A firm where every address is `person.<number>@large.example`, and some are called Jane. */
const sample = Array.from({ length: 100 }, (_, at) => {
  const given = at % 10 === 0 ? 'jane' : at % 2 === 0 ? 'peter' : 'wei';
  return `${given} doe${at} ${at + 5000} person.${at + 5000}@large.example`;
});

describe('what an index is asked for', () => {
  it.each([
    ['a whole address', 'person.777777@large.example', ['n.7', '.77', '777']],
    ['a name that nobody has', 'okafor', ['oka', 'afo', 'for']],
    ['no more than three pieces that nobody has', 'abcdefghij', ['abc', 'efg', 'hij']],
    ['of a name that some have, the one piece that says it all', 'jane', ['jan']],
    ['of two, what leaves fewest together', 'jane doe7', ['jan', 'oe7']],
    ['a usual name with a rare one', 'peter okafor', ['r o', 'kaf', 'for']],
    ['a word with signs', '100% doe1', ['100', '0% ', '% d']],
    ['other letters', 'çelik@large.example', ['çel', 'lik', 'k@l']],
    ['nothing of what is usual', 'person', []],
    ['nothing of what is usual, whatever its length', 'doe', []],
    ['nothing of what is too short', 'ja', []],
    ['no half of a character', '🚀ab🚀', ['🚀ab', 'ab🚀']],
    ['nothing', '', []],
  ])('%s: %s', (_what, text, pieces) => {
    expect(rarePieces(text, sample)).toEqual(pieces);
  });

  it('is some of it where nothing is known', () => {
    expect(rarePieces('doe@large', [])).toEqual(['doe', '@la', 'rge']);
  });

  it('is in whatever contains the text', () => {
    const words = fc.constantFrom(
      'person',
      'large',
      'jane',
      'doe',
      '50',
      'li',
      '.',
      '@',
      ' ',
      '%',
      'ß',
      '7',
      '🚀',
      '𝒳',
    );
    const texts = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, texts, texts, (before, text, after) => {
        for (const piece of rarePieces(text, sample)) {
          expect(before + text + after).toContain(piece);
          expect(piece).toMatch(/^...$/su);
        }
      }),
    );
  });

  it('finds few of those who are known, or is not asked', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sample), fc.nat(30), fc.integer({ min: 3, max: 40 }), (known, start, length) => {
        const pieces = rarePieces(known.slice(start, start + length), sample);
        const found = sample.filter((text) => pieces.every((piece) => text.includes(piece)));
        if (pieces.length > 0) expect(found.length).toBeLessThanOrEqual(20);
      }),
    );
  });
});
