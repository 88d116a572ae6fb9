import { describe, expect, it } from '@jest/globals';
import { Keyset, pageOf } from '../../src/admin/listing/keyset.js';
import { Parameters } from '../../src/admin/listing/parameters.js';
import { decodeCursor, encodeCursor } from '../../src/common/page-cursor.js';

const id = '8b0c0000-0000-4000-8000-000000000001';
const byName = new Keyset(
  [
    { sql: 'm.name_key', type: 'text' },
    { sql: 'm.id', type: 'uuid' },
  ],
  'asc',
);

describe('Keyset', () => {
  it('begins at the start without a cursor', () => {
    const parameters = new Parameters();
    expect(byName.after(undefined, parameters)).toBe('true');
    expect(parameters.values).toEqual([]);
  });

  it('compares with the last row of the page before, by parameters only', () => {
    const parameters = new Parameters();
    parameters.add('a filter');
    const after = byName.after(encodeCursor(["o'neil", id]), parameters);
    expect(after).toBe('(m.name_key, m.id) > ($3::text, $4::uuid)');
    expect(parameters.values).toEqual(['a filter', "o'neil", id]);
    expect(byName.order).toBe('m.name_key asc, m.id asc');
  });

  it.each([
    ['no base64 of JSON', 'nonsense'],
    ['too short', encodeCursor(['a'])],
    ['no id', encodeCursor(['a', 'b'])],
    ['a number', encodeCursor(['a', 1])],
  ])('refuses a cursor that is %s', (_, cursor) => {
    expect(() => byName.after(cursor, new Parameters())).toThrow(
      expect.objectContaining({ kind: 'invalid', details: { errors: [expect.objectContaining({ field: 'cursor' })] } }),
    );
  });

  it.each([
    ['bigint', '12', true],
    ['bigint', '12; drop', false],
    ['timestamptz', '2026-11-22 06:00:00.123+00', true],
    ['timestamptz', 'infinity', true],
    ['timestamptz', 'tomorrow', false],
  ] as const)('takes a %s key %j: %s', (type, key, good) => {
    const after = (): string => new Keyset([{ sql: 'x', type }], 'desc').after(encodeCursor([key]), new Parameters());
    if (good) expect(after()).toBe(`(x) < ($2::${type})`);
    else expect(after).toThrow('cursor');
  });
});

describe('pageOf', () => {
  const rows = ['a', 'b', 'c'].map((name) => ({ name, page_key: [name] }));

  it('keeps the row too many out, and points behind the last one shown', () => {
    const page = pageOf(rows, 2, 9, ({ name }) => name);
    expect(page).toMatchObject({ items: ['a', 'b'], total: 9 });
    expect(decodeCursor(page.nextCursor ?? '', 1)).toEqual(['b']);
  });

  it('ends when there is nothing more', () => {
    expect(pageOf(rows, 3, 3, ({ name }) => name).nextCursor).toBeNull();
  });
});
