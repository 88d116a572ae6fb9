import fc, { type Arbitrary } from 'fast-check';
import { nastyText } from './nasty-values.js';

/** Bytes for a connection of their own, and how many answers they may get at most. */
export interface WireAttack {
  readonly name: string;
  readonly bytes: string;
  /** A request hidden in the body of another must not be answered. */
  readonly most: number;
}

interface Victim {
  readonly method: string;
  readonly path: string;
  readonly token: string;
}

const hidden = 'GET /health/live HTTP/1.1\r\nhost: smuggled\r\n\r\n';
const json = '{"name":"x"}';

/** Requests with broken framing, by what is broken; `head` ends with a line end. */
const shapes: Readonly<Record<string, (head: string, noise: string) => readonly [bytes: string, most: number]>> = {
  'length and chunks': (head) => [
    `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  'chunks and length': (head) => [
    `${head}transfer-encoding: chunked\r\ncontent-length: 999\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  'chunked twice': (head) => [`${head}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n${hidden}`, 1],
  'chunked in two lines': (head) => [
    `${head}transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  'chunked misspelt': (head) => [`${head}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${hidden}`, 1],
  'chunked after a blank': (head) => [`${head}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`, 1],
  'chunked after a tab': (head) => [
    `${head}transfer-encoding:\tchunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  'chunked, folded': (head) => [
    `${head}transfer-encoding:\r\n chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\n${hidden}`,
    1,
  ],
  'gzip, chunked': (head) => [`${head}transfer-encoding: gzip, chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n`, 1],
  'two lengths': (head) => [`${head}content-length: 5\r\ncontent-length: 6\r\n\r\n12345${hidden}`, 1],
  'two lengths in one': (head) => [`${head}content-length: 5, 5\r\n\r\n12345${hidden}`, 1],
  'negative length': (head) => [`${head}content-length: -1\r\n\r\n${hidden}`, 1],
  'signed length': (head) => [`${head}content-length: +5\r\n\r\n12345${hidden}`, 1],
  'hexadecimal length': (head) => [`${head}content-length: 0x5\r\n\r\n12345${hidden}`, 1],
  'astronomic length': (head) => [`${head}content-length: 99999999999999999999\r\n\r\n${json}`, 1],
  'longer than announced': (head) => [`${head}content-length: 3\r\n\r\n${json}`, 2],
  'shorter than announced': (head) => [`${head}content-length: 500\r\n\r\n${json}`, 1],
  'five megabytes announced': (head) => [`${head}content-length: 5000000\r\n\r\n${json}`, 1],
  'no length': (head) => [`${head}\r\n${json}`, 2],
  'chunk without end': (head) => [`${head}transfer-encoding: chunked\r\n\r\nff\r\nabc`, 1],
  'chunk of a bad size': (head) => [`${head}transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`, 1],
  'chunk of an astronomic size': (head) => [`${head}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n`, 1],
  'chunk of a negative size': (head) => [`${head}transfer-encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n`, 1],
  'chunk extensions': (head) => [
    `${head}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(30_000)}=y\r\na\r\n0\r\n\r\n`,
    1,
  ],
  'chunk line ends': (head) => [`${head}transfer-encoding: chunked\r\n\r\n5\nabcde\n0\n\n${hidden}`, 1],
  'a thousand chunks': (head) => [
    `${head}transfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(1_000)}c\r\n${json}\r\n0\r\n\r\n`,
    1,
  ],
  trailers: (head) => [
    `${head}transfer-encoding: chunked\r\n\r\n0\r\nauthorization: Bearer x\r\ncontent-length: 99\r\n\r\n${hidden}`,
    2,
  ],
  'trailers without end': (head) => [`${head}transfer-encoding: chunked\r\n\r\n0\r\nx: ${'y'.repeat(40_000)}`, 1],
  'bare line feeds': (head) => [head.replaceAll('\r\n', '\n') + '\n', 1],
  'bare carriage returns': (head) => [head.replaceAll('\r\n', '\r') + '\r\r', 1],
  'folded header': (head, noise) => [`${head}x-folded: a\r\n ${safe(noise)}\r\n\r\n`, 1],
  'folded credential': (head) => [head.replace('Bearer ', 'Bearer\r\n ') + '\r\n', 1],
  'two credentials': (head) => [`${head}authorization: Bearer nobody\r\n\r\n`, 1],
  'a header without a name': (head) => [`${head}: x\r\n\r\n`, 1],
  'a header without a colon': (head) => [`${head}nothing\r\n\r\n`, 1],
  'NUL in a header': (head) => [`${head}x: a\0b\r\n\r\n`, 1],
  'noise in a header': (head, noise) => [`${head}x: ${noise}\r\n\r\n`, 2],
  'noise for a name': (head, noise) => [`${head}${noise}: x\r\n\r\n`, 2],
  'three thousand headers': (head) => [`${head}${'a: b\r\n'.repeat(3_000)}\r\n`, 1],
  'headers without end': (head) => [`${head}x: ${'y'.repeat(100_000)}`, 1],
  'half a head': (head) => [head.slice(0, head.length / 2), 1],
  'one byte': (head) => [head.slice(0, 1), 1],
  nothing: () => ['', 0],
  'no host': (head) => [`${head.replace(/host: .*\r\n/, '')}\r\n`, 1],
  'HTTP/1.0': (head) => [`${head.replace('HTTP/1.1', 'HTTP/1.0')}\r\n`, 1],
  'HTTP/0.9': (head) => [`${head.split(' HTTP/1.1')[0]}\r\n`, 1],
  'HTTP/2.0': (head) => [`${head.replace('HTTP/1.1', 'HTTP/2.0')}\r\n`, 1],
  'HTTP/9.9': (head) => [`${head.replace('HTTP/1.1', 'HTTP/9.9')}\r\n`, 1],
  'the beginning of HTTP/2': () => ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 1],
  'the beginning of TLS': () => ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 1],
  'a proxy line': (head) => [`PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n${head}\r\n`, 1],
  'a tunnel': () => ['CONNECT neighbour.test:443 HTTP/1.1\r\nhost: neighbour.test:443\r\n\r\n', 1],
  'an upgrade': (head) => [
    `${head}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n\r\n\x81\x05hello`,
    2,
  ],
  'noise for a method': (head, noise) => [`${head.replace(/^\S+/, safe(noise) || 'X')}\r\n`, 1],
  'a method of 5,000 letters': (head) => [`${head.replace(/^\S+/, 'A'.repeat(5_000))}\r\n`, 1],
  'an address of 60,000 characters': (head) => [`${head.replace(/ \S+ /, ` /${'a'.repeat(60_000)} `)}\r\n`, 1],
  'three at once': (head) => [`${head}\r\n`.repeat(3), 3],
  'noise after': (head, noise) => [`${head}\r\n${noise}`, 2],
  'unexpected continuation': (head) => [`${head}expect: 100-continue\r\ncontent-length: 12\r\n\r\n`, 1],
  'a miracle expected': (head) => [`${head}expect: a miracle\r\ncontent-length: 12\r\n\r\n${json}`, 1],
};

export const shapeNames: readonly string[] = Object.keys(shapes);

/** No line ends, so that it stays one line. */
function safe(text: string): string {
  return text.replace(/[\r\n]/g, '').slice(0, 2_000);
}

/** Everything that can be wrong with the framing of a request, on routes that read bodies and on routes that do not. */
export function wireAttacks(tokens: { readonly admin: string; readonly scim: string }): Arbitrary<WireAttack> {
  const victims: readonly Victim[] = [
    { method: 'POST', path: '/api/v1/organizations/acme/sync-runs', token: tokens.admin },
    { method: 'PATCH', path: '/api/v1/organizations/acme', token: tokens.admin },
    { method: 'GET', path: '/api/v1/organizations/acme/members?limit=1', token: tokens.admin },
    { method: 'POST', path: '/scim/v2/acme/Users', token: tokens.scim },
    { method: 'GET', path: '/scim/v2/acme/Users?count=1', token: tokens.scim },
    { method: 'POST', path: '/oauth/token', token: tokens.admin },
    { method: 'GET', path: '/nowhere', token: tokens.admin },
  ];
  return fc
    .record({ shape: fc.constantFrom(...shapeNames), victim: fc.constantFrom(...victims), noise: nastyText })
    .map(({ shape, victim: { method, path, token }, noise }) => {
      const type = path.startsWith('/scim') ? 'application/scim+json' : 'application/json';
      const lines = [
        `${method} ${path} HTTP/1.1`,
        'host: muster.test',
        `authorization: Bearer ${token}`,
        `content-type: ${type}`,
      ];
      const [bytes = '', most = 1] = shapes[shape]?.(`${lines.join('\r\n')}\r\n`, noise) ?? [];
      return { name: `${shape}, ${method} ${path}`, bytes, most };
    });
}
