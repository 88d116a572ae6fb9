import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Answer } from '../support/http-client.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
let user: string;
let group: string;

beforeAll(async () => {
  acme = await startScimApp();
  user = (await acme.scim('POST', '/Users', { userName: 'victim' })).body.id;
  group = (await acme.scim('POST', '/Groups', { displayName: 'victims', members: [{ value: user }] })).body.id;
});
afterAll(() => acme.stop());

async function state(): Promise<unknown> {
  return [(await acme.scim('GET', `/Users/${user}`)).body, (await acme.scim('GET', `/Groups/${group}`)).body];
}

/** Every refusal is a SCIM error of the fault's own kind, and never our fault. */
function expectRefusal(answer: Answer, what: string): void {
  expect([what, answer.status < 500, answer.status >= 400]).toEqual([what, true, true]);
  expect([what, answer.headers.get('content-type')]).toEqual([what, 'application/scim+json; charset=utf-8']);
  expect([what, answer.body.status, answer.body.schemas]).toEqual([
    what,
    String(answer.status),
    ['urn:ietf:params:scim:api:messages:2.0:Error'],
  ]);
}

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('bodies', () => {
  const bodies: [string, string | Uint8Array, number][] = [
    ['nothing', '', 400],
    ['half an object', '{"userName": "x"', 400],
    ['a list', '[]', 400],
    ['a text', '"x"', 400],
    ['null', 'null', 400],
    ['a NUL character', '{"userName": "a\\u0000b"}', 400],
    ['half a surrogate pair', '{"userName": "a\\ud800"}', 400],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 400],
    ['a key twice', '{"userName": "a", "userName": "b"}', 400],
    ['a key twice in another case', '{"userName": "a", "USERNAME": "b"}', 400],
    ['a name of 3 MB', JSON.stringify({ userName: 'x'.repeat(3_000_000) }), 400],
    ['more than 5 MB', JSON.stringify({ userName: 'y', title: 'x'.repeat(6_000_000) }), 413],
    ['a thousand levels', deep(1_000), 400],
    ['another type', '{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "userName": "t"}', 400],
    ['an object for a text', '{"userName": {"a": 1}}', 400],
    ['an empty name', '{"userName": ""}', 400],
  ];

  it.each(bodies)('%s', async (what, body, status) => {
    const answer = await acme.scim('POST', '/Users', body);
    expectRefusal(answer, what);
    expect(answer.status).toBe(status);
  });

  it('a body that is too large is told the limit', async () => {
    const answer = await acme.scim('POST', '/Users', 'x'.repeat(5 * 1_048_576 + 1));
    expectRefusal(answer, 'too large');
    expect([answer.status, answer.body.detail]).toEqual([413, expect.stringContaining('5242880 bytes')]);
  });

  it('a compressed body is no matter of guessing', async () => {
    const compressed = gzipSync(JSON.stringify({ userName: 'compressed' }));
    for (const coding of ['gzip', 'identity, br', 'x']) {
      const answer = await acme.scim('POST', '/Users', compressed, { 'content-encoding': coding });
      expectRefusal(answer, coding);
      expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'identity']);
    }
    const plain = await acme.scim('POST', '/Users', { userName: 'plain' }, { 'content-encoding': 'Identity' });
    expect(plain.status).toBe(201);
  });

  it('keys that are traps are only unknown', async () => {
    const body = '{"userName": "proto", "__proto__": {"active": false}, "constructor": {"prototype": {"x": 1}}}';
    const answer = await acme.scim('POST', '/Users', body);
    expect([answer.status, answer.body.active]).toEqual([201, true]);
  });

  it('any content type will do', async () => {
    for (const type of ['application/json', 'application/scim+json;charset=UTF-8', 'text/plain']) {
      const answer = await acme.scim('POST', '/Users', `{"userName": "${type}"}`, { 'content-type': type });
      expect([answer.status, type]).toEqual([201, type]);
    }
  });
});

const unreadable = ['/Users/%E0%A4%A', `/Groups/${'x'.repeat(3_000)}`];

describe('addresses', () => {
  const calls: [string, string, number][] = [
    ['GET', '/Users/%00', 404],
    ['GET', '/Users/%', 404],
    ['GET', '/Users/%E0%A4%A', 404],
    ['PATCH', '/Groups/%zz', 404],
    ['DELETE', `/Users/${'x'.repeat(3_000)}`, 404],
    ['GET', `/Users/${'x'.repeat(900)}`, 404],
    ['GET', '/Users/..%2f..%2fGroups', 404],
    ['GET', "/Users/'%20or%201=1--", 404],
    ['DELETE', '/Groups/%F0%9F%92%A9', 404],
    ['PATCH', '/Users', 405],
    ['PUT', '/Groups', 405],
    ['DELETE', '/Schemas', 405],
    ['POST', '/Users/some-id', 405],
    ['GET', '/Nothing', 404],
    ['GET', '/Users?filter=%', 400],
    ['GET', '/Users?filter=userName+eq+%22%00%22', 400],
    ['GET', '/Users?filter=userName+eq+%22%5Cu0000%22', 400],
    ['GET', '/Users?filter=userName+eq+%22%5Cud800%22', 400],
    ['GET', `/Users?filter=${'('.repeat(2_000)}`, 400],
    ['GET', `/Users?filter=${'not+('.repeat(200)}id+pr${')'.repeat(200)}`, 400],
    ['GET', `/Users?filter=userName+eq+%22${'x'.repeat(11_000)}%22`, 400],
    ['GET', '/Users?sortBy=password', 400],
    ['GET', '/Users?filter=password+eq+%22x%22', 400],
    ['GET', '/Users?startIndex=1e9', 400],
    ['GET', '/Users?count=%00', 400],
    ['POST', '/.search', 400],
  ];

  it.each(calls.map(([method, path, status]) => [`${method} ${path.slice(0, 60)}`, method, path, status] as const))(
    '%s',
    async (name, method, path, status) => {
      const answer = await acme.scim(method, path);
      expectRefusal(answer, name);
      expect(answer.status).toBe(status);
    },
  );

  it.each(unreadable)('%.30s is not echoed', async (path) => {
    const answer = await acme.scim('GET', path);
    expect(answer.text).not.toContain(path.slice(-4));
  });

  it.each(['/Users/.search', '/Groups/.search', '/.search', '/Bulk'])('%s takes POST only', async (path) => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await acme.scim(method, path, method === 'GET' ? undefined : {});
      expectRefusal(answer, `${method} ${path}`);
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'POST']);
    }
  });

  it('/Me is nobody, whatever is asked of it', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await acme.scim(method, '/Me', method === 'GET' ? undefined : {});
      expect([method, answer.status, answer.body.status]).toEqual([method, 501, '501']);
    }
  });

  it('pages far beyond the end are empty', async () => {
    for (const start of ['99999999', '9007199254740993', '99999999999999999999999']) {
      const answer = await acme.scim('GET', `/Users?startIndex=${start}`);
      expect([start, answer.status, answer.body.Resources]).toEqual([start, 200, []]);
    }
  });

  it('405 comes before the body is read', async () => {
    const { hostname, port } = new URL(acme.app.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`PATCH /scim/v2/acme/Users HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${acme.token}\r\n`);
        socket.write('content-type: application/json\r\ncontent-length: 1000\r\n\r\n{');
      });
      socket.once('data', (data) => {
        resolve(data.toString());
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  });
});

/** JSON that looks a little like what belongs there. */
const attribute = fc.constantFrom(
  'userName',
  'active',
  'emails',
  'name',
  'name.givenName',
  'members',
  'manager',
  'displayName',
  'externalId',
  'id',
  'meta',
  'schemas',
  'groups',
  'emails[type eq "work"].value',
  'members[value eq "x"]',
  'roles[primary eq "True"].value',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  'emails[',
  'a.b.c',
  'members.value',
  '__proto__',
  'x',
);
const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, true, false, '', 'True', 0, -1.5, 1e300, '{}', '[]', 'urn:x', '\u0000'),
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.oneof(attribute, fc.constantFrom('value', 'type', 'primary', '$ref')), tie('value'), {
    maxKeys: 4,
  }),
}));
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'remove', 'x'), path: fc.oneof(attribute, leaf), value: anything },
  { requiredKeys: ['op'] },
);

describe('whatever a client sends', () => {
  const bodies = fc.oneof(
    fc.dictionary(attribute, anything, { maxKeys: 6 }),
    fc.record({ Operations: fc.array(operation, { maxLength: 4 }) }),
    anything,
  );
  const calls = fc.constantFrom(
    'POST /Users',
    'POST /Groups',
    'POST /Bulk',
    'POST /.search',
    'POST /Users/.search',
    'PUT user',
    'PATCH user',
    'PUT group',
    'PATCH group',
    'PATCH group?attributes=members',
  );

  it('is answered below 500, and what is refused changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(calls, bodies, async (call, body) => {
        const [method = '', target = ''] = call.split(' ');
        const path = target.replace('user', `/Users/${user}`).replace('group', `/Groups/${group}`);
        const before = await state();
        const answer = await acme.scim(method, path, JSON.stringify(body));
        if (answer.status < 400) return;
        expectRefusal(answer, `${call} ${JSON.stringify(body)}`);
        expect(await state()).toEqual(before);
      }),
      { numRuns: 400 },
    );
  });

  it('as a query is answered below 500', async () => {
    const name = fc.constantFrom(
      'filter',
      'sortBy',
      'sortOrder',
      'attributes',
      'excludedAttributes',
      'cursor',
      'count',
    );
    const word = fc.constantFrom('eq', 'and', '(', ')', '[', ']', '"x"', 'not', 'pr', 'null', '.', ':', '"\\', '%');
    const value = fc.array(fc.oneof(attribute, word, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/Users', '/Groups', '', `/Users/${user}`),
        name,
        value,
        async (path, key, words) => {
          const text = encodeURIComponent(words.join(' '));
          const answer = await acme.scim('GET', `${path}?${key}=${text}`);
          if (answer.status >= 400) expectRefusal(answer, `${path}?${key}=${text}`);
        },
      ),
      { numRuns: 300 },
    );
  });
});
