import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rareParts } from '../../src/admin/members/rare-parts.js';

/** A firm where every address is `person.<number>@large.example`, and some are called Jane. */
const sample = Array.from({ length: 100 }, (_, at) => {
  const given = at % 10 === 0 ? 'jane' : at % 2 === 0 ? 'peter' : 'wei';
  return `${given} doe${at} ${at + 5000} person.${at + 5000}@large.example`;
});

describe('what an index is asked for', () => {
  it.each([
    ['a whole address', 'person.777777@large.example', ['.777777@']],
    ['a name', 'jane okafor', ['jane okafor']],
    ['a name of which one word is usual', 'peter okafor', [' okafor']],
    ['rare words beside each other', 'okafor jane 777777 person', ['okafor jane 777777 ']],
    ['rare words apart', 'okafor.person.777777', ['okafor.', '.777777']],
    ['a word with signs', '100% okafor_', ['100% okafor_']],
    ['other letters', 'çelik@large.example', ['çelik@']],
    ['only what is usual', 'person', ['person']],
    ['what is usual, and a word too short to be looked for', 'x@large.example', ['x@large.example']],
    ['a part of a usual word', 'arge', ['arge']],
    ['no word at all', '%', ['%']],
    ['half characters', '🚀okafor🚀 large.example', ['okafor']],
    ['two letters of four units', '𝒳𝒴 large', ['𝒳𝒴 large']],
    ['nothing', '', ['']],
  ])('%s: %s', (_what, text, parts) => {
    expect(rareParts(text, sample)).toEqual(parts);
  });

  it('is all of it where nothing is known', () => {
    expect(rareParts('person.777777@large.example', [])).toEqual(['person.777777@large.example']);
  });

  it('is always in what is searched for, and can be looked for if anything of it can', () => {
    const words = fc.constantFrom(
      'person',
      'large',
      'example',
      'okafor',
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
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        const parts = rareParts(text, sample);
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) {
          expect(text).toContain(part);
          expect(Buffer.from(part).toString()).toBe(part);
        }
        if (/[\p{L}\p{N}]{3}/u.test(text)) expect(parts.some((part) => /[\p{L}\p{N}]{3}/u.test(part))).toBe(true);
      }),
    );
  });
});
