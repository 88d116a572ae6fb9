import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rarePieces } from '../../src/admin/members/rare-pieces.js';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;

beforeAll(async () => {
  house = await AdminHouse.open();
});

afterAll(() => house.close());

const letters = fc.constantFrom('a', 'b', 'é', '7', ' ', '.', '@', '%', '_', '\\', 'ß', 'ı', '字', '🚀', '𝒳', '👩‍👩‍👧');
const marks = fc.constantFrom('\u0301', '\u200d', '\u0001');
const texts = fc
  .array(fc.oneof({ weight: 5, arbitrary: letters }, marks), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('the pieces that a search asks for', () => {
  it('are among those that the database has of each text with what is searched for in it', async () => {
    const cases = fc.sample(fc.tuple(texts, texts, texts), 2_000).map(([before, q, after]) => ({
      text: before + q + after,
      pieces: rarePieces(q, []),
    }));
    expect(cases.filter(({ pieces }) => pieces.length > 0).length).toBeGreaterThan(500);
    const missed = await house.rows(
      `select text, pieces from jsonb_to_recordset($1::jsonb) as c(text text, pieces text[]), gen_random_uuid() as firm
       where not search_keys(firm, text) @> search_keys(firm, pieces)`,
      [JSON.stringify(cases)],
    );
    expect(missed).toEqual([]);
  });

  it('are not those of another organization', async () => {
    const [row] = await house.rows<{ shared: number }>(
      `select count(*)::int as shared from generate_series(1, 100) as n
         cross join lateral (select gen_random_uuid() as one, gen_random_uuid() as other where n > 0) as pair
       where search_keys(one, 'jane doe') && search_keys(other, 'jane doe')`,
    );
    expect(row?.shared).toBe(0);
  });
});
