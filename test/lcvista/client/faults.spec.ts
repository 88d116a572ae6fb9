import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fault, FaultPlan } from '../../../src/demo/stand-in-lcvista/fault.js';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { readEverything } from './read-everything.js';
import type { RecordedTiming } from './recorded-timing.js';
import { apiKey, SmallSite } from './small-site.js';

describe('a site that misbehaves', () => {
  let small: SmallSite;
  let site: StandInLcvista;
  let timing: RecordedTiming;

  beforeEach(async () => {
    small = await SmallSite.start();
    ({ site, timing } = small);
  });

  afterEach(() => small.stop());

  describe('refuses the key', () => {
    it.each([401, 403])('with %i: fails at once', async (status) => {
      site.fault({ on: 'people', page: 2, fault: { kind: 'status', status } });
      await small.expectFailure(
        'lcvista-unauthorized',
        new RegExp(`people/\\?page=2: answered ${status} \\(Fault ${status}`),
      );
      expect(site.paths.filter((path) => path.includes('people/?page=2'))).toHaveLength(1);
      expect(timing.waits).toEqual([]);
    });

    it('because it was revoked', async () => {
      const given = site.apiKey;
      site.apiKey = 'another';
      await expect(readEverything(site, {}, { apiKey: given, timing })).rejects.toMatchObject({
        code: 'lcvista-unauthorized',
        message: expect.stringContaining('Invalid token'),
      });
      expect(site.requests).toBe(1);
    });
  });

  describe('says 429', () => {
    it.each<[string, Record<string, string>, number]>([
      ['seconds', { 'retry-after': '7' }, 7_000],
      ['a date', { 'retry-after': 'Sun, 01 Mar 2026 06:01:30 GMT' }, 90_000],
      ['more than five minutes', { 'retry-after': '86400' }, 300_000],
      ['no time at all', { 'retry-after': '0' }, 1_000],
      ['nonsense', { 'retry-after': 'later' }, 1_000],
      ['nothing', {}, 1_000],
    ])('with %s: waits, then goes on from the same page', async (_what, headers, ms) => {
      site.fault({ on: 'people', page: 2, times: 1, fault: { kind: 'status', status: 429, headers } });
      await small.expectWhole();
      expect(timing.waits).toEqual([ms]);
      expect(site.paths.filter((path) => path.includes('people/'))).toEqual([
        '/api/v1/people/',
        '/api/v1/people/?page=2',
        '/api/v1/people/?page=2',
        '/api/v1/people/?page=3',
      ]);
    });

    it('more often than it fails, and is still waited for', async () => {
      site.fault({
        on: 'people',
        page: 2,
        times: 12,
        fault: { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
      });
      await small.expectWhole();
      expect(timing.waits).toEqual(Array(12).fill(2_000));
    });

    it('for ever: is given up', async () => {
      site.fault({ on: 'people', fault: { kind: 'status', status: 429 } });
      await small.expectFailure('lcvista-unavailable', /answered 429.*after 13 tries/);
    });
  });

  describe('is down, slow or cuts the connection', () => {
    const passing: [string, Fault, object][] = [
      ...[500, 502, 503, 504].map((status): [string, Fault, object] => [`${status}`, { kind: 'status', status }, {}]),
      ['a reset', { kind: 'reset' }, {}],
      ['a connection closed in the middle of a page', { kind: 'cut-transfer' }, {}],
      ['no byte', { kind: 'hang' }, { silenceMs: 50 }],
      ['no further byte', { kind: 'stall' }, { silenceMs: 50 }],
    ];

    it.each(passing)('%s: asks for the page again and reads on', async (_what, fault, limits) => {
      site.fault({ on: 'people', page: 2, times: 2, fault });
      await small.expectWhole(limits);
      expect(timing.waits).toEqual([1_000, 2_000]);
    });

    it.each(passing.slice(0, 6))(
      '%s for ever: six tries, with growing waits, then fails',
      async (_what, fault, limits) => {
        site.fault({ on: 'people', page: 2, fault });
        await small.expectFailure('lcvista-unavailable', /people\/\?page=2: .*after 6 tries/, limits);
        expect(timing.waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
        expect(site.paths.filter((path) => path.includes('people/?page=2'))).toHaveLength(6);
      },
    );

    it('nobody listens: fails after the same tries', async () => {
      const stopped = await StandInLcvista.start({ apiKey });
      const { url, host } = stopped;
      await stopped.stop();
      const gone = { url, host, apiKey } as StandInLcvista;
      await expect(readEverything(gone, {}, { timing })).rejects.toMatchObject({
        code: 'lcvista-unavailable',
        message: expect.stringContaining('ECONNREFUSED'),
      });
      expect(timing.waits).toHaveLength(5);
    });
  });

  describe('changes while it is read', () => {
    it.each<[string, FaultPlan, RegExp]>([
      [
        'a page is gone',
        { on: 'people', page: 2, fault: { kind: 'status', status: 404 } },
        /people\/\?page=2: answered 404/,
      ],
      [
        'a group is gone',
        { on: 'members', group: 3, fault: { kind: 'status', status: 404 } },
        /usergroups\/3\/members/,
      ],
    ])('%s', async (_what, plan, found) => {
      site.fault(plan);
      await small.expectFailure('lcvista-changed-while-reading', found);
    });

    it('people leave, so that the next page is past the end', async () => {
      site.beforeAnswer = ({ endpoint, page }) => {
        if (endpoint === 'people' && page === 2) site.people.length = 1;
      };
      await small.expectFailure('lcvista-changed-while-reading', /Invalid page/);
    });

    it('a group is deleted after its catalog was read', async () => {
      site.beforeAnswer = ({ endpoint }) => void (endpoint === 'members' && site.groups.delete(3));
      await small.expectFailure('lcvista-changed-while-reading', /usergroups\/3\/members\/: answered 404/);
    });

    it('rows move, so that somebody comes twice: the later row holds', async () => {
      site.beforeAnswer = ({ endpoint, page }) => {
        if (endpoint !== 'people' || page !== 2) return;
        site.addPerson({ id: 9 });
        site.people.unshift(...site.people.splice(-1));
        site.people[2]!.email = 'new@acme.com';
      };
      const { people, read: done } = await small.read();
      expect(people.map(({ id }) => id)).toEqual(['1', '2', '2', '3', '4', '5']);
      expect(new Map(people.map((person) => [person.id, person.email])).get('2')).toBe('new@acme.com');
      expect(done.peopleRows).toBe(6);
    });
  });

  it('is empty: a complete reading of nobody', async () => {
    site.people = [];
    site.groups.set(3, []);
    const { people, assigned, read: done } = await small.read();
    expect({ people, assigned, rows: done.peopleRows }).toEqual({ people: [], assigned: [], rows: 0 });
  });
});
