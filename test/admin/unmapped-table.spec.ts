import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { AdminHouse } from './admin-house.js';

let house: AdminHouse;
let acme: string;

beforeAll(async () => {
  house = await AdminHouse.open();
  acme = await house.organization('acme');
});

afterAll(() => house.close());

async function inQueue(id: string, email: string, reason: string, since: string): Promise<void> {
  await house.person(acme, { id, email });
  await house.rows(
    `update lcvista_user set unmapped_reason = $3, unmapped_since = $4 where organization_id = $1 and id = $2`,
    [acme, id, reason, since],
  );
}

describe('GET unmapped as CSV', () => {
  it('tells of each person what the page tells: the advice that fits, and who may be meant, in the last column', async () => {
    const jane = await house.member(acme, { name: 'Jane Doe', email: 'jane.doe@acme.com' });
    await house.member(acme, { name: 'Jane Other', email: 'jane.doe@acme.org' });
    await inQueue('1', 'jane.doe+cpe@acme.com', 'no-member', '2026-01-01T00:00:00Z');
    await inQueue('2', '=nobody@nowhere.example', 'no-member', '2026-01-02T00:00:00Z');
    await inQueue('3', 'late@acme.com', 'not-signed-in', '2026-01-03T00:00:00Z');
    const page = await house.get('acme', 'unmapped');
    const { text } = await house.get('acme', 'unmapped', { headers: { accept: 'text/csv' } });
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(Object.keys(rows[0] ?? {}).at(-1)).toBe('suggestions');
    const items = page.body.items as { advice: string; suggestions: { email: string; because: string }[] }[];
    expect(rows.map(({ advice }) => advice)).toEqual(items.map(({ advice }) => advice));
    expect(rows.map(({ suggestions }) => suggestions)).toEqual(
      items.map(({ suggestions }) => suggestions.map(({ email, because }) => `${email} (${because})`).join('; ')),
    );
    expect(rows[0]).toMatchObject({
      advice: expect.stringContaining('somebody has one like it'),
      suggestions: 'jane.doe@acme.com (plus-address); jane.doe@acme.org (other-domain)',
    });
    expect(items[0]?.suggestions[0]).toMatchObject({ memberId: jane });
    expect(rows[1]).toMatchObject({ email: "'=nobody@nowhere.example", suggestions: '' });
    expect(rows[2]?.['advice']).toContain('sign in to the learning platform once');
  });

  it('completes more people than a batch has, each once and in order', async () => {
    const beta = await house.organization('beta');
    await house.rows(
      `insert into lcvista_user (organization_id, id, email, email_key, is_active, assigned, unmapped_reason, unmapped_since)
       select $1, n::text, 'x' || n || '@acme.com', 'x' || n || '@acme.com', true, true, 'no-member',
         '2026-01-01'::timestamptz + n * interval '1 second'
       from generate_series(1, 601) as n`,
      [beta],
    );
    await house.member(beta, { name: 'Last', email: 'x601@acme.org' });
    const { text } = await house.get('beta', 'unmapped', { headers: { accept: 'text/csv' } });
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map((row) => Number(row['lcvistaUserId']))).toEqual(Array.from({ length: 601 }, (_, at) => at + 1));
    expect(rows.at(-1)?.['suggestions']).toBe('x601@acme.org (other-domain)');
  });
});
