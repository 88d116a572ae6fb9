import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import type { Answer } from '../support/http-client.js';
import { type ScimApp, startScimApp } from './scim-app.js';

/** A clock that a test can put forward. */
class MovingClock extends Clock {
  ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}

const clock = new MovingClock();
let acme: ScimApp;

beforeAll(async () => {
  acme = await startScimApp({ clock, byHand: ['history'] });
  for (let at = 0; at < 25; at += 1) {
    await acme.scim('POST', '/Users', {
      userName: `u${at}`,
      title: `t${at % 4}`,
      ...(at % 3 === 0 ? {} : { nickName: `n${at}` }),
    });
  }
  for (let at = 0; at < 5; at += 1)
    await acme.scim('POST', '/Groups', { displayName: `g${at}`, externalId: `t${at % 4}` });
});

afterAll(() => acme.stop());

const list = (path: string): Promise<Answer> => acme.scim('GET', path);
const names = ({ body }: Answer): string[] =>
  body.Resources.map(({ userName, displayName }: Record<string, string>) => userName ?? displayName);

async function walk(path: string): Promise<{ pages: string[][]; cursors: string[] }> {
  const pages: string[][] = [];
  const cursors: string[] = [];
  for (let cursor = ''; pages.length === 0 || cursor !== '';) {
    const answer = await list(`${path}&cursor=${cursor}`);
    expect(answer.status).toBe(200);
    pages.push(names(answer));
    cursor = answer.body.nextCursor ?? '';
    if (cursor !== '') cursors.push(cursor);
  }
  return { pages, cursors };
}

describe('paging by index', () => {
  it('walks in the order of creation and says how many there are', async () => {
    const first = await list('/Users?startIndex=1&count=10');
    const third = await list('/Users?startIndex=21&count=10');
    expect(first.body).toMatchObject({ totalResults: 25, startIndex: 1, itemsPerPage: 10 });
    expect(third.body).toMatchObject({ totalResults: 25, startIndex: 21, itemsPerPage: 5 });
    expect([...names(first), ...names(third)]).toEqual([...range(0, 10), ...range(20, 25)].map((at) => `u${at}`));
  });

  it('takes at most 200 and 100 when nothing is said', async () => {
    expect((await list('/Users?count=100000')).status).toBe(200);
    expect((await list('/Users?count=x')).body).toMatchObject({ status: '400', scimType: 'invalidValue' });
  });

  it('is exact beyond rows that are deleted after their page was remembered', async () => {
    const old = `update member set created_at = now() - interval '1 day'`;
    await acme.app.pool.query(old);
    const page = () => list('/Users?startIndex=11&count=5&attributes=userName');
    await list('/Users?startIndex=1&count=10');
    const before = names(await page());
    const extra = await acme.scim('POST', '/Users', { userName: 'extra' });
    expect(names(await page())).toEqual(before);
    const { body } = await list('/Users?filter=userName+eq+%22u3%22');
    await acme.scim('DELETE', `/Users/${body.Resources[0].id}`);
    expect(names(await page())).toEqual(['u11', 'u12', 'u13', 'u14', 'u15']);
    await acme.scim('DELETE', `/Users/${extra.body.id}`);
    await acme.scim('POST', '/Users', { userName: 'u3', title: 't3' });
  });
});

describe('a row that was begun before the last one of a page, and done after it', () => {
  const hostClock = Date.now;

  afterAll(() => {
    Date.now = hostClock;
  });

  it('has its place, whatever the clock of this host says', async () => {
    Date.now = () => hostClock() + 3_600_000;
    const late = await acme.app.pool.connect();
    try {
      await late.query('begin');
      const { rows } = await late.query(
        `insert into member (organization_id, user_name, user_name_key, name, name_key, resource, compare)
         values ($1, 'late', 'late', 'late', 'late', '{"userName":"late"}', '{}') returning id`,
        [acme.organizationId],
      );
      const { body } = await acme.scim('POST', '/Users', { userName: 'prompt' });
      const { totalResults } = (await list('/Users?startIndex=1&count=200')).body;
      await late.query('commit');
      expect(names(await list(`/Users?startIndex=${totalResults + 1}`))).toEqual(['prompt']);
      for (const id of [rows[0].id, body.id]) await acme.scim('DELETE', `/Users/${id}`);
    } finally {
      late.release();
    }
  });
});

describe('paging by cursor', () => {
  it.each(['/Users?count=7', '/Users?count=7&sortBy=title', '/Users?count=7&sortBy=nickName&sortOrder=descending'])(
    'shows each once: %s',
    async (path) => {
      const { pages } = await walk(path);
      expect(pages.map(({ length }) => length)).toEqual([7, 7, 7, 4]);
      expect(pages.flat()).toEqual(names(await list(path.replace('count=7', 'count=200'))));
    },
  );

  it('is stable while rows come and go', async () => {
    const first = await list('/Users?count=10&cursor');
    const shown = names(first);
    const doomed = first.body.Resources[2].id;
    await acme.scim('DELETE', `/Users/${doomed}`);
    const second = await list(`/Users?count=10&cursor=${first.body.nextCursor}`);
    expect(names(second).filter((name) => shown.includes(name))).toEqual([]);
    const all = names(await list('/Users?count=200'));
    expect([...shown.filter((name) => name !== shown[2]), ...names(second)]).toEqual(all.slice(0, 19));
    await acme.scim('POST', '/Users', { userName: shown[2] });
  });

  it('keeps a cursor to its list, its parameters and its hour', async () => {
    const neighbour = await acme.neighbour('neighbour');
    const { body } = await list('/Users?count=10&cursor&filter=title+pr');
    const cursor = body.nextCursor;
    expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/);
    const again = (rest: string, app = acme) => app.scim('GET', `${rest}&cursor=${cursor}`);
    expect((await again('/Users?count=10&filter=title+pr')).status).toBe(200);
    const changed = ['/Users?count=10', '/Users?count=11&filter=title+pr', '/Groups?count=10&filter=displayName+pr'];
    for (const path of changed) expect((await again(path)).body.scimType).toBe('invalidCursor');
    expect((await again('/Users?count=10&filter=title+pr', neighbour)).body.scimType).toBe('invalidCursor');
    const forged = `${cursor.slice(0, 4)}${cursor[4] === 'A' ? 'B' : 'A'}${cursor.slice(5)}`;
    for (const bad of ['x', 'a.b', 'a.b.c', forged, '%00', '"']) {
      const { body: error } = await list(`/Users?count=10&filter=title+pr&cursor=${bad}`);
      expect([error.scimType, bad]).toEqual([bad === '%00' ? 'invalidValue' : 'invalidCursor', bad]);
    }
    expect((await list('/Users?count=201&cursor')).body.scimType).toBe('invalidCount');
    clock.ahead = 3_601_000;
    expect((await again('/Users?count=10&filter=title+pr')).body.scimType).toBe('expiredCursor');
    clock.ahead = 0;
  });
});

describe('search by POST', () => {
  const searchSchema = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

  it('is the same list', async () => {
    const body = {
      schemas: [searchSchema],
      filter: 'title eq "t1"',
      attributes: ['userName'],
      startIndex: 2,
      count: 3,
    };
    const searched = await acme.scim('POST', '/Users/.search', body);
    const listed = await list('/Users?filter=title+eq+%22t1%22&attributes=userName&startIndex=2&count=3');
    expect(searched.body).toEqual(listed.body);
    expect(searched.body.Resources[0].meta).toBeUndefined();
  });

  it('over all types finds users and groups', async () => {
    const both = await acme.scim('POST', '/.search', { filter: 'displayName sw "g" or title eq "t0"', count: 200 });
    expect(names(both)).toEqual(expect.arrayContaining(['u0', 'u4', 'g0', 'g4']));
    expect(both.body.totalResults).toBe(names(both).length);
    const kinds = await list('?filter=meta.resourceType+eq+Group&sortBy=displayName&sortOrder=descending');
    expect(names(kinds)).toEqual(['g4', 'g3', 'g2', 'g1', 'g0']);
    const page = await list('?startIndex=24&count=3');
    expect(page.body).toMatchObject({ totalResults: 30, itemsPerPage: 3 });
    const { pages } = await walk('?count=8');
    expect(new Set(pages.flat()).size).toBe(30);
    const sorted = await walk('?count=8&sortBy=externalId');
    expect(new Set(sorted.pages.flat()).size).toBe(30);
  });

  it.each(['filter=noSuch%5Ba+eq+1%5D', 'filter=userName+xx+1', 'count=x'])('refuses %s', async (query) => {
    expect((await list(`?${query}`)).status).toBe(400);
  });
});

describe('what a list shows', () => {
  it('is what the projection says', async () => {
    const { body } = await list('/Users?count=1&attributes=userName,meta.version');
    expect(Object.keys(body.Resources[0]).toSorted()).toEqual(['id', 'meta', 'schemas', 'userName']);
    const without = await list('/Users?count=1&excludedAttributes=meta,active');
    expect(Object.keys(without.body.Resources[0])).not.toEqual(expect.arrayContaining(['meta']));
  });

  it.each([
    'userName xx "a"',
    'userName eq',
    '(userName eq "a"',
    'userName eq "a" banana',
    'active gt true',
    'noSuch eq "a"',
  ])('refuses the filter %s', async (filter) => {
    const answer = await list(`/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer.body).toMatchObject({ status: '400', scimType: 'invalidFilter' });
  });

  it('decodes a plus sign once', async () => {
    await acme.scim('POST', '/Users', { userName: 'a+b@x.com' });
    expect((await list('/Users?filter=userName+eq+%22a%2Bb@x.com%22')).body.totalResults).toBe(1);
    expect((await list('/Users?filter=userName+eq+%22a+b@x.com%22')).body.totalResults).toBe(0);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
