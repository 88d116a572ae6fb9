import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkInvariants } from '../support/check-invariants.js';
import type { Answer } from '../support/http-client.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { extent } from './extent.js';
import { reportFigures } from './report-figures.js';

/** Each answer of the database takes so long: none too long for itself. */
const delayMs = extent({ short: 500, full: 8_000 });

/** In full as the service has it; in short the same, made smaller as much as the delay. */
const answerWithinMs = extent({ short: 1_750, full: 28_000 });
const boundMs = extent({ short: 3_000, full: 30_000 });

const acme = '/api/v1/organizations/acme';
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';

function person(name: string): object {
  return { schemas: [core], userName: `${name}@acme.example`, active: true };
}

/** Makes several people in one request. */
function bulk(round: string): object {
  const Operations = Array.from({ length: 12 }, (_, number) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `b${number}`,
    data: person(`bulk-${round}-${number}`),
  }));
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations };
}

describe('a database that takes its time for each answer', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let app: TestApp;
  let tokens: Record<string, string>;
  let memberId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    const address = new URL(database.url);
    proxy = await TcpProxy.start(Number(address.port));
    address.host = `127.0.0.1:${proxy.port}`;
    app = await startTestApp({ database: { ...database, url: address.href }, answerWithinMs });
    tokens = { platform: app.platformToken };
    await made('POST', '/api/v1/organizations', { slug: 'acme', name: 'Acme' });
    for (const scope of ['admin', 'scim']) {
      tokens[scope] = (await made('POST', `${acme}/tokens`, { name: scope, scope })).body.token;
    }
    const claim = { name: 'LMS', scope: 'claim', environment: 'production' };
    tokens['claim'] = (await made('POST', '/api/v1/tokens', claim)).body.token;
    memberId = (await made('POST', '/scim/v2/acme/Users', person('first'), 'scim')).body.id;
  });

  afterAll(async () => {
    await app.stop();
    await proxy.stop();
    await database.drop();
  });

  function ask(method: string, path: string, body?: unknown, scope = 'platform', headers = {}): Promise<Answer> {
    return app.request(method, path, { token: tokens[scope] ?? '', headers, ...(body === undefined ? {} : { body }) });
  }

  async function made(method: string, path: string, body: object, scope?: string): Promise<Answer> {
    const answer = await ask(method, path, body, scope);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  /** Requests of all kinds; those that write do so in one to many steps. */
  const requests = (round: string): (() => Promise<Answer>)[] => [
    () => ask('GET', '/api/v1/organizations'),
    () => ask('GET', `${acme}/members`, undefined, 'admin'),
    () => ask('GET', `${acme}/members`, undefined, 'admin', { accept: 'text/csv' }),
    () => ask('GET', `${acme}/members/${memberId}`, undefined, 'admin'),
    () => ask('PATCH', `${acme}/members/${memberId}`, { displayName: `By hand ${round}` }, 'admin'),
    () => ask('GET', `${acme}/overview`, undefined, 'admin'),
    () => ask('GET', `${acme}/diagnosis?email=first@acme.example`, undefined, 'admin'),
    () => ask('GET', `${acme}/audit-events`, undefined, 'admin'),
    () => ask('PATCH', acme, { name: `Acme ${round}` }, 'admin'),
    () => ask('POST', `${acme}/tokens`, { name: round, scope: 'viewer' }),
    () =>
      ask('POST', `${acme}/mappings/import`, 'memberEmail,lcvistaUserId,reason\nx@acme.example,1,moved\n', 'admin', {
        'content-type': 'text/csv',
      }),
    () => ask('GET', `/scim/v2/acme/Users/${memberId}`, undefined, 'scim'),
    () => ask('GET', '/scim/v2/acme/Users?filter=userName%20eq%20%22first@acme.example%22', undefined, 'scim'),
    () => ask('POST', '/scim/v2/acme/Users', person(`new-${round}`), 'scim'),
    () => ask('PUT', `/scim/v2/acme/Users/${memberId}`, { ...person('first'), title: round }, 'scim'),
    () => {
      const members = [{ value: memberId }];
      return ask('POST', '/scim/v2/acme/Groups', { schemas: [group], displayName: round, members }, 'scim');
    },
    () => ask('POST', '/scim/v2/acme/Bulk', bulk(round), 'scim'),
    () => {
      const who = { issuer: 'https://login.example', subject: 'first', email: 'first@acme.example' };
      return ask('POST', '/api/v1/claims', { ...who, emailVerified: true, displayName: 'First' }, 'claim');
    },
  ];

  it(
    'keeps nobody waiting',
    async () => {
      // Connections for all of them, since none can be made within its limit while the database is slow.
      await Promise.all(requests('at-once').map((request) => request()));
      proxy.delayMs = delayMs;
      const took: number[] = [];
      const answers = await Promise.all(
        requests('slowly').map(async (request) => {
          const begun = performance.now();
          const { status, headers } = await request();
          took.push(performance.now() - begun);
          return { good: status < 300, away: status === 503 && headers.has('retry-after'), status };
        }),
      );
      proxy.delayMs = 0;
      proxy.cut();
      reportFigures('slow database', {
        requests: answers.length,
        'refused for now': answers.filter(({ away }) => away).length,
        'slowest answer ms': Math.round(Math.max(...took)),
      });
      expect(answers.filter(({ good, away }) => !good && !away)).toEqual([]);
      expect(answers.filter(({ good }) => good).length).toBeGreaterThan(0);
      expect(answers.filter(({ away }) => away).length).toBeGreaterThan(0);
      expect(Math.max(...took)).toBeLessThan(boundMs);
      await checkInvariants(app.pool);
      expect((await ask('GET', `${acme}/members`, undefined, 'admin')).status).toBe(200);
    },
    extent({ short: 30_000, full: 90_000 }),
  );
});
