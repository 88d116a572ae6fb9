import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fault, FaultPlan } from '../../../src/demo/stand-in-lcvista/fault.js';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import type { RecordedTiming } from './recorded-timing.js';
import { apiKey, SmallSite } from './small-site.js';

describe('a site whose answers cannot be used', () => {
  let small: SmallSite;
  let site: StandInLcvista;
  let timing: RecordedTiming;

  beforeEach(async () => {
    small = await SmallSite.start();
    ({ site, timing } = small);
  });

  afterEach(() => small.stop());

  describe('answers what nobody can read', () => {
    const elsewhere = 'http://127.0.0.1:9/api/v1/people/?page=2';
    const onPage2: [string, Fault, RegExp, object?][] = [
      ['a redirect', { kind: 'redirect', to: '/login' }, /answered 302, a redirect to \/login/],
      ['no HTTP', { kind: 'garbage' }, /no readable HTTP answer/],
      ['HTML', { kind: 'html' }, /no JSON but text\/html.*Please sign in/],
      ['HTML that says it is JSON', { kind: 'html', contentType: 'application/json' }, /broken JSON.*doctype/],
      ['broken JSON', { kind: 'text', body: '{"results": [,]}' }, /broken JSON of 16 characters/],
      ['no JSON at all', { kind: 'text', body: '' }, /broken JSON of 0 characters/],
      ['cut JSON', { kind: 'cut-json' }, /broken JSON/],
      ['bytes that are no UTF-8', { kind: 'text', body: Buffer.from([0x22, 0xff, 0x22]) }, /not UTF-8/],
      ['a compressed body', { kind: 'text', body: 'x', headers: { 'content-encoding': 'gzip' } }, /gzip encoding/],
      ['a text', { kind: 'text', body: '"people"' }, /neither a page nor a list but a string/],
      ['null', { kind: 'text', body: 'null' }, /neither a page nor a list but null/],
      [
        'a page without results',
        { kind: 'without-key', key: 'results' },
        /without "results"; it has count, next, previous/,
      ],
      ['a page without next', { kind: 'without-key', key: 'next' }, /without "next"; it has count, previous, results/],
      ['results that are no list', { kind: 'page', with: { results: {} } }, /"results" is not a list but an object/],
      ['a next that is no URL', { kind: 'page', with: { next: 'http://' } }, /"next" is no usable URL: http:\/\//],
      ['a next that is a number', { kind: 'page', with: { next: 3 } }, /"next" is neither a URL nor null but a number/],
      ['a next that leaves the site', { kind: 'page', with: { next: elsewhere } }, /"next" leaves the site: http:.*:9/],
      ['a next that leaves HTTP', { kind: 'page', with: { next: 'file:///etc/passwd' } }, /"next" leaves the site/],
      ['a next that repeats', { kind: 'page', with: { next: '/api/v1/people/' } }, /"next" repeats: .*people\/$/],
      ['a next that is the page itself', { kind: 'page', with: { next: '' } }, /"next" repeats: .*page=2/],
      ['pages without end', { kind: 'no-last-page' }, /more than 20 pages/, { pages: 20 }],
      ['people without an id', { kind: 'without-key', key: 'id' }, /a person without "id"; it has username/],
      ['people without an e-mail key', { kind: 'without-key', key: 'email' }, /person 3 without "email"; it has id/],
      ['people without a user name', { kind: 'without-key', key: 'username' }, /person 3 without "username"/],
      ['people without the active flag', { kind: 'without-key', key: 'is_active' }, /person 3 without "is_active"/],
      [
        'a flag that is no flag',
        { kind: 'rows', with: { is_active: 'yes' } },
        /"is_active" of person 3 is not true or false/,
      ],
      [
        'an e-mail that is a list',
        { kind: 'rows', with: { email: ['a@b.c'] } },
        /"email" of person 3 is not a text but a list/,
      ],
      [
        'a name past all measure',
        { kind: 'rows', with: { email: 'x'.repeat(513) } },
        /"email" of person 3 is longer than 512/,
      ],
      ['rows that are no objects', { kind: 'page', with: { results: [7] } }, /a person is not an object but a number/],
      ['a body without end', { kind: 'endless' }, /more than 1000000 bytes/, { pageBytes: 1_000_000 }],
      ['a body that trickles', { kind: 'trickle', everyMs: 10 }, /did not end within 300 ms/, { pageMs: 300 }],
      ['a page over 32 MiB', { kind: 'large', bytes: 32 * 1024 * 1024 + 1 }, /more than 33554432 bytes/],
      ['another status', { kind: 'status', status: 410 }, /answered 410/],
      ['success without content', { kind: 'status', status: 204, body: '' }, /answered 204/],
    ];

    it.each(onPage2)('%s', async (_what, fault, found, limits = {}) => {
      site.fault({ on: 'people', page: 2, fault });
      await small.expectFailure('lcvista-unreadable', found, limits);
      await small.expectFailure('lcvista-unreadable', /^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/people\/\?/, limits);
      expect(timing.waits).toEqual([]);
    });

    it('a page of just 32 MiB is read', async () => {
      site.fault({ on: 'people', page: 2, fault: { kind: 'large', bytes: 32 * 1024 * 1024 } });
      await small.expectWhole();
    });

    it.each<[string, FaultPlan, RegExp]>([
      [
        'no people in the index',
        { on: 'index', fault: { kind: 'without-key', key: 'people' } },
        /no URL for "people"; it has/,
      ],
      [
        'an index that leaves the site',
        { on: 'index', fault: { kind: 'page', with: { people: elsewhere } } },
        /leaves the site/,
      ],
      [
        'an index that is a list',
        { on: 'index', fault: { kind: 'text', body: '[]' } },
        /no list of endpoints but a list/,
      ],
      ['no index', { on: 'index', fault: { kind: 'status', status: 404 } }, /api\/v1\/: answered 404/],
      ['no first page', { on: 'people', page: 1, fault: { kind: 'status', status: 404 } }, /people\/: answered 404/],
      [
        'a catalog without groups',
        { on: 'catalogs', fault: { kind: 'without-key', key: 'user_groups' } },
        /catalog 12 without/,
      ],
      [
        'groups that are no ids',
        { on: 'catalogs', fault: { kind: 'rows', with: { user_groups: [{}] } } },
        /no usable id but an/,
      ],
      [
        'a group named ..',
        { on: 'catalogs', fault: { kind: 'rows', with: { user_groups: ['..'] } } },
        /no usable id but ".."/,
      ],
      [
        'a member without a person',
        { on: 'members', fault: { kind: 'without-key', key: 'person' } },
        /a member without "person"/,
      ],
      [
        'a member who is null',
        { on: 'members', fault: { kind: 'rows', with: { person: null } } },
        /no usable id but null/,
      ],
    ])('%s', async (_what, plan, found) => {
      site.fault(plan);
      await small.expectFailure('lcvista-unreadable', found);
    });
  });

  describe('wants the key to go astray', () => {
    let other: StandInLcvista;

    beforeEach(async () => {
      other = await StandInLcvista.start({ apiKey });
    });

    afterEach(() => other.stop());

    it.each<[string, (to: string) => FaultPlan]>([
      ['a redirect', (to) => ({ on: 'people', fault: { kind: 'redirect', to: `${to}/api/v1/people/` } })],
      ['a next', (to) => ({ on: 'people', fault: { kind: 'page', with: { next: `${to}/api/v1/people/` } } })],
      [
        'a next with user info',
        (to) => ({ on: 'people', fault: { kind: 'page', with: { next: to.replace('//', '//a:b@') } } }),
      ],
      ['an index', (to) => ({ on: 'index', fault: { kind: 'page', with: { people: `${to}/api/v1/people/` } } })],
    ])('%s does not lead it there', async (_what, plan) => {
      site.fault(plan(other.url));
      await small.expectFailure('lcvista-unreadable', new RegExp(other.host));
      expect(other.requests).toBe(0);
    });

    it('or to be shown in a message', async () => {
      site.fault({ on: 'people', fault: { kind: 'html', contentType: `text/${apiKey}` } });
      await small.expectFailure('lcvista-unreadable', /no JSON but text\/…/);
    });
  });
});
