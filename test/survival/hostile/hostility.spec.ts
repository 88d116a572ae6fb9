import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { projectRoot } from '../../process/running-service.js';
import type { ApiDocument } from './api-requests.js';
import type { HostileRequest } from './hostile-request.js';
import { hostileRequests } from './hostile-requests.js';
import { Reach } from './reach.js';
import { declared } from './tricks.js';
import { shapeNames, wireAttacks } from './wire-attacks.js';

const document = JSON.parse(readFileSync(`${projectRoot}/test/snapshots/openapi.json`, 'utf8')) as ApiDocument;
const seed = 20_260_105;
const id = '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01';
const ids = Object.fromEntries(
  ['members', 'cohorts', 'tokens', 'oauth-clients', 'secrets', 'sync-runs', 'mappings', 'unmapped', 'webhooks']
    .concat('deliveries')
    .map((kind) => [kind, [id]]),
);
const things = {
  own: ids,
  foreign: ids,
  cursors: ['cursor'],
  listedSite: 'http://127.0.0.1:9',
  client: { id: 'client', secret: 'secret' },
};

let requests: HostileRequest[];
let bodies: string[];
let values: unknown[];

beforeAll(() => {
  requests = fc.sample(hostileRequests(document, things), { numRuns: 8_000, seed });
  bodies = requests.flatMap(({ body }) => (typeof body === 'string' ? [body] : []));
  values = bodies.flatMap(parsed);
});

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function fieldIs(name: string, right: string): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' && value !== null && name in value && typeof Reflect.get(value, name) !== right;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

const targets = (form: RegExp): number => requests.filter(({ target }) => form.test(target)).length;
const texts = (form: RegExp): number => bodies.filter((body) => form.test(body)).length;
const headed = (form: RegExp): number =>
  requests.filter(({ headers }) => headers.some(([name, value]) => form.test(`${name}: ${value}`))).length;

describe('what clients are made to send', () => {
  it('goes to every route', () => {
    const reach = new Reach(document);
    for (const { method, target } of requests) reach.note(method, target, null);
    expect(reach.unasked()).toEqual([]);
    expect(reach.all).toBeGreaterThan(80);
  });

  it.each<[kind: string, count: () => number]>([
    ['texts that should be something else', () => values.filter(fieldIs('emailVerified', 'boolean')).length],
    ['something else that should be texts', () => values.filter(fieldIs('reason', 'string')).length],
    ['something else that should be lists', () => values.filter(fieldIs('Operations', 'object')).length],
    ['something that is no object at all', () => values.filter((value) => typeof value !== 'object').length],
    ['bodies nested deeper than is read', () => values.filter((value) => isDeeper(value, 20)).length],
    ['bodies nested five thousand levels', () => texts(/\[{5000}/)],
    ['filters nested two hundred levels', () => targets(/\({200}|(?:%28){200}/)],
    ['huge numbers in bodies', () => texts(/1e999999|-9{40}|1e\+?308|9223372036854775808/)],
    ['huge numbers in addresses', () => targets(/=(?:9{20,}|1e9)/)],
    ['control characters in bodies', () => texts(/\\u00(?:00|07|1b)/)],
    ['control characters in addresses', () => targets(/%00|%07|%1B|\p{Cc}/u)],
    ['control characters in headers', () => headed(/[^\P{Cc}\t]/u)],
    ['lone surrogates in bodies', () => texts(/\\ud8(?:00|3d)(?!\\ud[c-f])|\\udfff/)],
    ['lone surrogates in addresses', () => targets(/%ED%A0%80/)],
    ['keys of prototypes in bodies', () => texts(/"(?:__proto__|constructor|\\u005f_proto__)"/)],
    ['keys of prototypes in addresses', () => targets(/__proto__|constructor/)],
    ['keys of prototypes in headers', () => headed(/^__proto__/)],
    ['ways out of a path', () => targets(/\/\.\.\/|%2e%2e|%2f\.\./i)],
    ['ways to the neighbour', () => targets(/acme(?:\/|%2f)\.\./)],
    ['paths written otherwise', () => targets(/^\/\/|\\|%61/)],
    ['addresses of other hosts', () => targets(/^http:|neighbour\.test:443/)],
    ['hosts that are none', () => headed(/^host: /)],
    ['headers that claim another address', () => headed(/^x-forwarded-for/)],
    ['headers that claim another method', () => headed(/^x-http-method-override/)],
    ['headers without end', () => headed(/x{20000}/)],
    [
      'bytes that are no UTF-8',
      () => requests.filter(({ body }) => body instanceof Uint8Array && !isUtf8(body)).length,
    ],
    ['credentials of others', () => requests.filter(({ caller }) => caller === 'foreignAdmin').length],
    ['credentials of nobody', () => requests.filter(({ caller }) => caller === 'forged').length],
  ])('has %s', (_, count) => {
    expect(count()).toBeGreaterThan(0);
  });

  it('has bombs: twenty megabytes in a hundredth of them, and said to be packed', () => {
    const packed = requests
      .map(({ headers, body }) => ({ headers: declared(headers, body), body }))
      .filter(({ headers }) => headers.some(([name, value]) => name === 'content-encoding' && value === 'gzip'))
      .flatMap(({ body }) => (body instanceof Uint8Array && body[0] === 0x1f ? [body] : []));
    expect(packed.length).toBeGreaterThan(0);
    for (const body of packed.slice(0, 1)) {
      expect(body.length).toBeLessThan(200_000);
      expect(gunzipSync(body).length).toBe(20_000_000);
    }
  });

  it('has every way to break the framing', () => {
    const attacks = fc.sample(wireAttacks({ admin: 'a', scim: 's' }), { numRuns: 2_000, seed });
    const sent = new Set(attacks.map(({ name }) => name.slice(0, name.lastIndexOf(','))));
    expect(shapeNames.length).toBeGreaterThan(50);
    expect(shapeNames.filter((name) => !sent.has(name))).toEqual([]);
  });
});

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
