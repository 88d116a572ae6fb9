import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../process/running-service.js';

const root = join(projectRoot, 'src');

/** What must not be compared letter by letter, by the ends of names. */
const secretName = /(?:secret|hash|signature|hmac|mac|digest|password|apikey|bearer)$/i;

/** What nothing can be learnt from: whether there is something at all, and of what kind it is. */
const harmless = /^(?:null|undefined|true|false|-?\d+|'[^']*'|`[^`]*`|typeof .*)$/;

/** Comparisons of a secret with something that somebody sent, in a file's text. */
function hastyComparisons(text: string): string[] {
  const comparisons = text.matchAll(/([\w.()[\]?!]+|'[^']*') *(?:===|!==|==|!=) *([\w.()[\]?!]+|'[^']*')/g);
  return [...comparisons]
    .map(([comparison, ...sides]) => ({ comparison, sides: sides.map((side) => side.replace(/^[!(]+|\)+$/g, '')) }))
    .filter(({ sides }) => !sides.some((side) => harmless.test(side)) && sides.some((side) => secretName.test(side)))
    .map(({ comparison }) => comparison);
}

describe('secrets', () => {
  it('are compared in constant time, or looked up by their hash', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const found = files.flatMap((file) =>
      hastyComparisons(readFileSync(join(root, file), 'utf8')).map((comparison) => `${file}: ${comparison}`),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it.each([
    ['if (given === expectedSignature) return;', 1],
    ['return row.tokenHash !== hash;', 1],
    ['if (body.password == password) {', 1],
    ["if (secret === null || kind === 'secret') {", 0],
    ['timingSafeEqual(hash, this.platformHash)', 0],
  ])('the rule itself: %s', (line, hasty) => {
    expect(hastyComparisons(line)).toHaveLength(hasty);
  });
});
