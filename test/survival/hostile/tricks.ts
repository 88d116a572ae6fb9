import fc, { type Arbitrary } from 'fast-check';
import { deflateSync, gzipSync } from 'node:zlib';
import { nastyTexts } from './nasty-values.js';

export type Headers = readonly (readonly [name: string, value: string])[];

/** Percent-encodes for a path or a query; halves of characters become bytes that are no UTF-8. */
export function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\u0000SURROGATE')).replaceAll('%00SURROGATE', '%ED%A0%80');
}

/** What stands where an id or a slug should. */
export const nastySegment: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nastyTexts.map((text) => encoded(text.slice(0, 400)))),
  fc.constantFrom(
    '%2e%2e',
    '..',
    '.',
    '%2e',
    '..%2f..%2f',
    '%2F',
    '%5c',
    '%252e%252e',
    '%c0%ae%c0%ae',
    '%',
    '%zz',
    '%E0%A4%A',
    '%ff',
    '%00',
    ';x=1',
    'a;b',
    '*',
    ':id',
    '{slug}',
    '[object%20Object]',
    'x'.repeat(900),
    'x'.repeat(1_100),
    'x'.repeat(7_000),
    '%F0%9F%92%A9',
    '.search',
    'ACME',
    'acme%20',
    'acme%00',
  ),
);

/** What can be done to the address of a request, as it stands in the request line. */
const addressTricks: readonly ((target: string) => string)[] = [
  (target) => `/${target}`,
  (target) => target.replace(/\/([^/]*)$/, '//$1'),
  (target) => target.replace('/api/', '/api/../api/'),
  (target) => target.replace('/v1/', '/v1/%2e%2e/v1/'),
  (target) => target.replace('/v1/', '%2fv1%2f'),
  (target) => target.replace('/api/v1', '/%61pi/v1'),
  (target) => target.replace('acme', '%61cme'),
  (target) => target.replace('acme', 'acme/../neighbour'),
  (target) => target.replace('acme', 'acme%2f..%2fneighbour'),
  (target) => target.toUpperCase(),
  (target) => `${target.split('?')[0]}/`,
  (target) => `${target.split('?')[0]}////`,
  (target) => target.replaceAll('/', '\\'),
  (target) => `${target}#fragment`,
  (target) => `http://127.0.0.1${target}`,
  (target) => `http://neighbour.test${target}`,
  (target) => `${target}${target.includes('?') ? '&' : '?'}__proto__[admin]=1&constructor[prototype][x]=1`,
  (target) => `${target}${target.includes('?') ? '&' : '?'}limit=1&limit=2&limit[]=3&limit[a]=4`,
  (target) => `${target}?${'a=b&'.repeat(1_500)}`,
  (target) => `${target}?${'['.repeat(500)}`,
  (target) => `${target}?%`,
  (target) => `${target}?%00=%00`,
  (target) => `${target}?q=%ED%A0%80&q=%ff`,
  (target) => `${target}??a=b?c`,
  (target) => `${target}\u0001`,
  (target) => `${target} HTTP/1.1 extra`,
  (target) => `${target}\u00e9\u4e2d`,
  () => '*',
  () => '',
  () => '/',
  () => 'neighbour.test:443',
];

/** An address, mostly as it is. */
export function trickedAddress(target: Arbitrary<string>): Arbitrary<string> {
  const trick = fc.oneof(
    { weight: 14, arbitrary: fc.constant(-1) },
    { weight: 1, arbitrary: fc.nat(addressTricks.length - 1) },
  );
  return fc.tuple(target, trick).map(([text, at]) => addressTricks[at]?.(text) ?? text);
}

const entityTags = ['*', 'W/"1"', '"1"', 'W/"', '"', 'W/"1", W/"2"', `W/"${'9'.repeat(400)}"`, 'W/"-1"', 'W/"1e3"'];

/** Headers that a request may carry without breaking its framing. */
const headerTricks: readonly Headers[] = [
  [['accept', 'text/csv']],
  [['accept', 'text/csv;q=0.9, */*;q=0.1']],
  [['accept', 'text/html']],
  [['accept', ';;;,,q=']],
  [['accept', 'a/b,'.repeat(1_000)]],
  [['accept-encoding', 'gzip, br, *;q=0']],
  [['accept-language', '\u00ff'.repeat(100)]],
  [['range', 'bytes=0-1,5-9999999999999999999']],
  [['te', 'trailers, deflate']],
  [['expect', '100-continue']],
  [['expect', 'a miracle']],
  [['host', '']],
  [['host', 'neighbour.test']],
  [['host', '127.0.0.1:99999']],
  [['host', 'a b<>"{}']],
  [['host', 'x'.repeat(5_000)]],
  [['host', 'a@b/c?d#e']],
  [
    ['host', 'one.test'],
    ['host', 'two.test'],
  ],
  [
    ['x-forwarded-for', '127.0.0.1'],
    ['x-forwarded-host', 'neighbour.test'],
    ['x-forwarded-proto', 'javascript'],
    ['forwarded', 'for=127.0.0.1;host="'],
  ],
  [
    ['x-http-method-override', 'DELETE'],
    ['x-method-override', 'DELETE'],
  ],
  [
    ['x-original-url', '/metrics'],
    ['x-rewrite-url', '/metrics'],
  ],
  [['x-request-id', 'a\tb']],
  [['x-request-id', 'x'.repeat(5_000)]],
  [['x-request-id', '<script>']],
  [
    ['x-request-id', 'one'],
    ['x-request-id', 'two'],
  ],
  [['authorization', 'Bearer ']],
  [['authorization', 'Basic YTpi']],
  [['authorization', 'bearer\t\tx']],
  [['authorization', `Bearer ${'a'.repeat(7_000)}`]],
  [['authorization', 'Bearer mst_admin_prod_\u00e9\u00ff']],
  [['proxy-authorization', 'Bearer x']],
  [['cookie', 'a=b; '.repeat(1_000)]],
  [['content-type', 'text/html']],
  [['content-type', '']],
  [['content-type', 'application/json; charset=utf-16']],
  [['content-type', 'application/json; charset="']],
  [['content-type', 'application/json, text/csv']],
  [['content-type', 'multipart/form-data; boundary=']],
  [['content-type', 'x'.repeat(2_000)]],
  [['content-type', '__proto__/constructor']],
  [
    ['content-type', 'application/json'],
    ['content-type', 'text/csv'],
  ],
  [['content-encoding', 'gzip']],
  [['content-encoding', 'identity, x']],
  [['if-none-match', '*']],
  [
    ['connection', 'upgrade, http2-settings, close'],
    ['upgrade', 'h2c'],
    ['http2-settings', 'AAMAAABkAARAAAAAAAIAAAAA'],
  ],
  [['connection', 'keep-alive, authorization, host']],
  [
    ['__proto__', 'x'],
    ['constructor', 'y'],
    ['tostring', 'z'],
  ],
  Array.from({ length: 300 }, (_, at) => [`x-${at}`, 'y'] as const),
  [['x-big', 'x'.repeat(20_000)]],
  [['x control', 'x']],
  [['x-control', 'a\u0001b']],
  ...entityTags.flatMap((tag): Headers[] => [[['if-match', tag]], [['if-none-match', tag]]]),
];

/** The headers of a request beside its credential: mostly none. */
export const trickyHeaders: Arbitrary<Headers> = fc.oneof(
  { weight: 9, arbitrary: fc.constant<Headers>([]) },
  { weight: 1, arbitrary: fc.constantFrom(...headerTricks) },
);

/** Small ones that would be large: 20 MB of nothing. */
const bombs: readonly { readonly coding: string; readonly body: Uint8Array }[] = [
  { coding: 'gzip', body: gzipSync(Buffer.alloc(20_000_000)) },
  { coding: 'deflate', body: deflateSync(Buffer.alloc(20_000_000)) },
  { coding: 'gzip, gzip', body: gzipSync(gzipSync(Buffer.alloc(20_000_000))) },
];

/** Adds a bomb now and then to the bodies of requests. */
export function bodyOrBomb(body: Arbitrary<string | Uint8Array>): Arbitrary<string | Uint8Array> {
  const bomb = fc.constantFrom(...bombs.map((one) => one.body));
  return fc.oneof({ weight: 200, arbitrary: body }, { weight: 1, arbitrary: bomb });
}

/** A bomb says how it is packed, lest it be nothing but noise. */
export function declared(headers: Headers, body: string | Uint8Array | null): Headers {
  const coding = bombs.find((bomb) => bomb.body === body)?.coding;
  return coding === undefined ? headers : [...headers, ['content-encoding', coding] as const];
}
