import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultPlan } from '../../../src/demo/stand-in-lcvista/fault.js';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { checkConnection, type CheckedConnection, checkSteps } from '../../../src/lcvista/client/check-connection.js';
import type { LcvistaClientOptions } from '../../../src/lcvista/client/lcvista-client.js';
import { wireProfile } from '../../../src/lcvista/client/wire-profile.js';
import { RecordedTiming } from './recorded-timing.js';

describe('checking a connection', () => {
  let site: StandInLcvista;
  let timing: RecordedTiming;

  beforeEach(async () => {
    timing = new RecordedTiming();
    site = await StandInLcvista.start({ apiKey: 'the-key', pageSize: 2 });
    for (let id = 1; id <= 5; id += 1) site.addPerson({ id });
    site.addCatalog('LumiQ', [3, 9]);
    site.groups.set(3, [1, 2, 3]).set(9, [4]);
  });

  afterEach(() => site.stop());

  function check(connection: Partial<CheckedConnection> = {}, options: Partial<LcvistaClientOptions> = {}) {
    const address = { origin: site.url, listed: true };
    return checkConnection({
      options: { address, apiKey: 'the-key', timing, ...options },
      catalog: 'lumiq',
      assignment: 'groups',
      deadlineMs: 20_000,
      ...connection,
    });
  }

  /** the steps as `ok`, the failed one's detail, `not tried` */
  async function expectFailedAt(
    step: string,
    detail: RegExp,
    options: Partial<LcvistaClientOptions> = {},
    catalog = 'LumiQ',
  ) {
    const { ok, steps } = await check({ catalog }, options);
    const failed = checkSteps.findIndex((name) => name === step);
    expect(ok).toBe(false);
    expect(steps.map(({ step: name }) => name)).toEqual([...checkSteps]);
    expect(steps.map((done) => done.ok)).toEqual(checkSteps.map((_, index) => index < failed));
    expect(steps[failed]?.detail).toMatch(detail);
    expect(steps.slice(failed + 1).map((later) => later.detail)).toEqual(Array(4 - failed).fill('not tried'));
  }

  it('says what was found', async () => {
    expect(await check()).toEqual({
      ok: true,
      steps: [
        {
          step: 'reach',
          ok: true,
          detail: `${site.url}/api/v1/ answers and lists organizations, people, catalogs, usergroups`,
        },
        { step: 'authenticate', ok: true, detail: 'the site accepts the key' },
        {
          step: 'read-people',
          ok: true,
          detail: `${site.url}/api/v1/people/: 2 rows on the first page, 5 in all; found id, username, email, first_name, last_name, is_active, created`,
        },
        {
          step: 'find-catalog',
          ok: true,
          detail: 'catalog "LumiQ" has id 12 and 2 user groups; 1 catalog in all; found id, name, user_groups',
        },
        {
          step: 'read-assignment',
          ok: true,
          detail: 'group 3: 2 rows on the first page, 3 in all, group 9: 1 row; found person',
        },
      ],
    });
  });

  it('needs no catalog when everyone is assigned', async () => {
    const { ok, steps } = await check({ assignment: 'everyone', catalog: 'none' });
    expect(ok).toBe(true);
    expect(steps.slice(3)).toEqual([
      { step: 'find-catalog', ok: true, detail: 'not needed, since everyone is assigned' },
      { step: 'read-assignment', ok: true, detail: 'not needed, since everyone is assigned' },
    ]);
  });

  it('tells an empty site from a wrong name', async () => {
    site.people = [];
    site.catalogs[0]!.userGroups = [];
    const { ok, steps } = await check();
    expect(ok).toBe(true);
    expect(steps[2]?.detail).toMatch(/: 0 rows; with no rows, its names cannot be told$/);
    expect(steps[4]?.detail).toBe('the catalog has no user groups, so nobody is assigned');
    site.addPerson({ id: 1 });
    await expectFailedAt('read-people', /person 1 without "mail"; it has id, username, email/, {
      profile: wireProfile({ person: { email: 'mail' } }),
    });
  });

  it('names a missing name that can be done without, and what is there instead', async () => {
    const { steps } = await check({}, { profile: wireProfile({ person: { firstName: 'given' } }) });
    expect(steps[2]?.detail).toMatch(/; not found given \(there are also first_name, job_title, jurisdictions\)$/);
  });

  it.each<[string, FaultPlan, string, RegExp]>([
    ['a login page', { on: 'index', fault: { kind: 'html' } }, 'reach', /no JSON but text\/html/],
    ['a redirect', { on: 'index', fault: { kind: 'redirect', to: '/login' } }, 'reach', /redirect to \/login/],
    ['a site that is down', { on: 'index', fault: { kind: 'status', status: 503 } }, 'reach', /503.*after 2 tries/],
    ['a refused key', { on: 'index', fault: { kind: 'status', status: 401 } }, 'authenticate', /answered 401/],
    [
      'a key refused below an open root',
      { on: 'people', fault: { kind: 'status', status: 401 } },
      'authenticate',
      /people.*401/,
    ],
    ['no people', { on: 'index', fault: { kind: 'without-key', key: 'people' } }, 'read-people', /no URL for "people"/],
    [
      'no catalogs',
      { on: 'index', fault: { kind: 'without-key', key: 'catalogs' } },
      'find-catalog',
      /no URL for "catalogs"/,
    ],
    [
      'hidden catalogs',
      { on: 'catalogs', fault: { kind: 'status', status: 403 } },
      'find-catalog',
      /catalogs\/: answered 403/,
    ],
    [
      'a group that is gone',
      { on: 'members', group: 9, fault: { kind: 'status', status: 404 } },
      'read-assignment',
      /9\/members/,
    ],
    [
      'other members',
      { on: 'members', fault: { kind: 'without-key', key: 'person' } },
      'read-assignment',
      /without "person"/,
    ],
  ])('stops at %s', async (_what, plan, step, detail) => {
    site.fault(plan);
    await expectFailedAt(step, detail);
  });

  it('stops at a key that is wrong', () => expectFailedAt('authenticate', /Invalid token/, { apiKey: 'other' }));

  it('stops at a catalog that is not there', () =>
    expectFailedAt('find-catalog', /no catalog is named "Ethics"; the site has "LumiQ"/, {}, 'Ethics'));

  it('does not keep the operator waiting', async () => {
    site.fault({ on: 'people', fault: { kind: 'status', status: 429, headers: { 'retry-after': '300' } } });
    const { steps } = await check();
    expect(steps[2]).toEqual({ step: 'read-people', ok: false, detail: expect.stringMatching(/429.*after 2 tries/) });
    expect(timing.waits).toEqual([5_000]);
  });

  it('gives up as a whole after a while', async () => {
    site.fault({ on: 'catalogs', fault: { kind: 'hang' } });
    const { steps } = await check({ deadlineMs: 300 });
    expect(steps.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
    expect(steps[3]?.detail).toBe('did not end within 300 ms');
  });

  it('tries the first twenty groups of many', async () => {
    site.catalogs[0]!.userGroups = Array.from({ length: 23 }, (_, index) => index + 100);
    for (const group of site.catalogs[0]!.userGroups) site.groups.set(group, []);
    const { steps } = await check();
    expect(steps[4]?.detail).toMatch(/group 119: 0 rows \(3 more groups not tried\)/);
  });

  it('refuses a key that no header can carry, without repeating it', async () => {
    await expect(check({}, { apiKey: 'a\r\nb' })).rejects.toMatchObject({ code: 'validation-failed' });
    expect(site.requests).toBe(0);
  });
});
