import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../src/common/domain-error.js';
import { decodeCursor, encodeCursor, type PageKey } from '../../src/common/page-cursor.js';

const value = fc.oneof(
  fc.string().filter((text) => !text.includes('\0')),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

describe('page cursors', () => {
  it('come back as they went, and survive in a URL', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (key: PageKey) => {
        const cursor = encodeCursor(key);
        expect(encodeURIComponent(cursor)).toBe(cursor);
        expect(decodeCursor(cursor, key.length)).toEqual(key);
      }),
    );
  });

  it('are refused by name when they are not ours', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(decodeCursor(text, 7)).toHaveLength(7);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          expect((error as DomainError).details.errors).toEqual([
            { field: 'cursor', message: 'is not a cursor of this list' },
          ]);
        }
      }),
    );
  });

  it.each([
    ['another length', encodeCursor(['a', 'b'])],
    ['an object', Buffer.from('{"a":1}').toString('base64url')],
    ['a nested value', Buffer.from('[{"a":1}]').toString('base64url')],
    ['a NUL character', encodeCursor(['\0'])],
  ])('refuse %s', (_, cursor) => {
    expect(() => decodeCursor(cursor, 1)).toThrow(DomainError);
  });
});
