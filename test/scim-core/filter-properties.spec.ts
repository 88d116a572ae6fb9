import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Filter } from '../../src/scim-core/filter/filter.js';
import { matchesFilter } from '../../src/scim-core/filter/match-filter.js';
import { parseFilter } from '../../src/scim-core/filter/parse-filter.js';
import { printFilter } from '../../src/scim-core/filter/print-filter.js';
import { compareCodePoints } from '../../src/scim-core/json/compare-code-points.js';
import { compareForm } from '../../src/scim-core/resource/compare-form.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { arbitraryFilter } from './arbitrary-filter.js';
import { arbitraryUser } from './arbitrary-user.js';

describe('every filter', () => {
  it('means the same when printed and read again', () => {
    fc.assert(
      fc.property(arbitraryFilter, (text) => {
        const filter = parseFilter(text, USER);
        expect(parseFilter(printFilter(filter), USER)).toEqual(filter);
      }),
      { numRuns: 500 },
    );
  });

  it('matches a user and its compare form alike', () => {
    fc.assert(
      fc.property(arbitraryFilter, arbitraryUser, (text, body) => {
        const filter = parseFilter(text, USER);
        const user = readUser(body);
        const meta = { created: '2026-01-01T00:00:00.000Z' };
        expect(matchesFilter(filter, { ...compareForm(user, USER), meta })).toBe(
          matchesFilter(filter, { ...user, meta }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('follows the laws of and, or and not', () => {
    fc.assert(
      fc.property(arbitraryFilter, arbitraryFilter, arbitraryUser, (one, other, body) => {
        const user = readUser(body);
        const holds = (text: string) => matchesFilter(parseFilter(text, USER), user);
        expect(holds(`(${one}) and (${other})`)).toBe(holds(one) && holds(other));
        expect(holds(`(${one}) or (${other})`)).toBe(holds(one) || holds(other));
        expect(holds(`not (${one})`)).toBe(!holds(one));
      }),
    );
  });

  it('has no condition of the kind of its parent', () => {
    const isFlat = (filter: Filter): boolean => {
      if (filter.kind === 'not' || filter.kind === 'element') return isFlat(filter.filter);
      if (filter.kind !== 'and' && filter.kind !== 'or') return true;
      return filter.filters.length > 1 && filter.filters.every((part) => part.kind !== filter.kind && isFlat(part));
    };
    fc.assert(fc.property(arbitraryFilter, (text) => isFlat(parseFilter(text, USER))));
  });
});

it('texts are ordered as their bytes in UTF-8 are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(Math.sign(compareCodePoints(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
    }),
  );
});
