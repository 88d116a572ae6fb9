import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DutyRoster } from '../../src/jobs/duty-roster.js';
import { DigestHouse } from './digest-house.js';

describe('the weekly review', () => {
  let house: DigestHouse;

  beforeAll(async () => {
    house = await DigestHouse.open('2026-01-02T12:00:00Z');
  });

  afterAll(() => house.close());

  it('is made once in its week, tells who is not mapped and why, and compares with last week', async () => {
    house.clock.set('2026-01-02T12:00:00Z');
    const id = await house.withReview('weekly');
    await house.person(id, '1', 'no-member');
    await house.person(id, '2', 'not-signed-in');
    await house.person(id, '3', 'ignored');
    await house.person(id, '4', null);
    expect(await house.tick('2026-01-05T11:59:59Z')).toMatchObject({ made: 0 });
    expect(await house.tick('2026-01-05T12:00:10Z')).toEqual({ made: 1, sent: 0 });
    expect(await house.tick('2026-01-05T12:01:10Z')).toEqual({ made: 0, sent: 0 });
    const [first] = await house.digests('weekly');
    expect(first).toEqual({
      id: expect.any(String),
      week: '2026-W02',
      createdAt: '2026-01-05T12:00:10.000Z',
      sentAt: null,
      sendError: null,
      subject: 'Firm weekly: 2 not mapped, week 2 of 2026',
      text: expect.stringContaining('P1, 1@acme.com, LCVista user 1, since 2026-01-02'),
      counts: [
        { reason: 'no-member', count: 1, lastWeek: null },
        { reason: 'not-signed-in', count: 1, lastWeek: null },
      ],
      people: [
        expect.objectContaining({ reason: 'no-member', advice: expect.stringContaining('identical'), suggestions: [] }),
        expect.objectContaining({ reason: 'not-signed-in', lcvistaUser: expect.objectContaining({ id: '2' }) }),
      ],
    });
    await house.app.pool.query(`update lcvista_user set unmapped_reason = 'no-email' where id = '1'`);
    await house.tick('2026-01-12T12:00:10Z');
    const [second, ...older] = await house.digests('weekly');
    expect(older.map(({ week }) => week)).toEqual(['2026-W02']);
    expect(second.counts).toEqual([
      { reason: 'no-email', count: 1, lastWeek: 0 },
      { reason: 'no-member', count: 0, lastWeek: 1 },
      { reason: 'not-signed-in', count: 1, lastWeek: 1 },
    ]);
  });

  it('lists page by page, newest first', async () => {
    const page = async (query: string) => (await house.send('GET', 'weekly', `digests?limit=1${query}`)).body;
    const first = await page('');
    expect(first).toMatchObject({ total: 2, items: [{ week: '2026-W03' }] });
    const second = await page(`&cursor=${first.nextCursor}`);
    expect(second).toMatchObject({ total: 2, items: [{ week: '2026-W02' }], nextCursor: null });
    const wrong = await house.send('GET', 'weekly', 'digests?cursor=nonsense');
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
  });

  it('is made once by any number of processes at the same moment', async () => {
    house.clock.set('2026-01-15T12:00:00Z');
    const slugs = Array.from({ length: 12 }, (_, at) => `crowd-${at}`);
    for (const slug of slugs) await house.withReview(slug);
    const neighbour = await house.neighbour();
    try {
      house.clock.set('2026-01-19T12:00:05Z');
      const apps = [house.app, neighbour, house.app, neighbour];
      const rounds = await Promise.all(apps.map((app) => house.tick(undefined, app)));
      // The organization of the tests before has its third review.
      expect(rounds.reduce((sum, { made }) => sum + made, 0)).toBe(slugs.length + 1);
    } finally {
      await neighbour.stop();
    }
    for (const slug of slugs) expect(await house.digests(slug)).toHaveLength(1);
  });

  it('is made up when the service was down, but not for weeks long past', async () => {
    house.clock.set('2026-02-01T12:00:00Z');
    await house.withReview('absent');
    await house.tick('2026-03-05T09:00:00Z');
    expect((await house.digests('absent')).map(({ week }) => week)).toEqual(['2026-W10']);
    const { body } = await house.send('GET', 'absent', 'digest');
    expect(body.nextDigestAt).toBe('2026-03-09T11:00:00.000Z');
  });

  it('is not missed for a day that had passed when it was chosen', async () => {
    house.clock.set('2026-03-10T09:00:00Z');
    await house.withReview('fresh');
    await house.tick('2026-03-10T09:01:00Z');
    expect(await house.digests('fresh')).toEqual([]);
  });

  it('follows the time and the zone of the organization', async () => {
    house.clock.set('2026-03-18T09:00:00Z');
    await house.withReview('mover');
    const change = { timezone: 'Asia/Tokyo', syncTime: '05:00' };
    const answer = await house.app.request('PATCH', '/api/v1/organizations/mover', {
      token: house.app.platformToken,
      body: change,
    });
    expect(answer.status).toBe(200);
    await house.tick('2026-03-18T09:01:00Z');
    expect((await house.send('GET', 'mover', 'digest')).body.nextDigestAt).toBe('2026-03-22T21:00:00.000Z');
    await house.tick('2026-03-22T21:00:00Z');
    expect((await house.digests('mover')).map(({ week }) => week)).toEqual(['2026-W13']);
  });

  it('of one organization does not keep the others waiting when it fails', async () => {
    house.clock.set('2026-03-25T09:00:00Z');
    const broken = await house.withReview('broken');
    await house.withReview('whole');
    await house.app.pool.query(`update organization set timezone = 'Mars/Olympus' where id = $1`, [broken]);
    await house.tick('2026-03-30T12:00:00Z');
    expect(await house.digests('broken')).toEqual([]);
    expect(await house.digests('whole')).toHaveLength(1);
  });

  it('is a duty of every minute', async () => {
    house.clock.set('2026-04-01T09:00:00Z');
    await house.withReview('dutiful');
    house.clock.set('2026-04-06T11:00:00Z');
    const signal = new AbortController().signal;
    await house.app.app.get(DutyRoster, { strict: false }).round('minute', signal);
    expect(await house.digests('dutiful')).toHaveLength(1);
  });

  it('names a hundred people and counts all', async () => {
    house.clock.set('2026-04-08T09:00:00Z');
    const id = await house.withReview('large');
    await house.app.pool.query(
      `insert into lcvista_user (organization_id, id, is_active, assigned, unmapped_reason, unmapped_since)
       select $1, n::text, true, true, 'no-email', now() from generate_series(1, 130) n`,
      [id],
    );
    await house.tick('2026-04-13T11:00:00Z');
    const [digest] = await house.digests('large');
    expect(digest.people).toHaveLength(100);
    expect(digest.counts).toEqual([{ reason: 'no-email', count: 130, lastWeek: null }]);
    expect(digest.text).toContain('and 30 more');
  });
});
