import fc, { type Arbitrary } from 'fast-check';

/** Texts at which programs have broken before. */
export const nastyTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u202Eevil',
  '\uFEFFbom',
  '\u0007\u001b[31m',
  '\r\nx-injected: 1',
  'x'.repeat(300),
  'x'.repeat(9_000),
  '\u{1F4A9}'.repeat(40),
  'e\u0301'.repeat(60),
  'İstanbul ß ﬀ',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  'true',
  '1e999',
  '-0',
  '0x10',
  '99999999999999999999999999',
  "' or 1=1 --",
  '"; drop table member; --',
  '$1',
  '%',
  '%s%n%x',
  '%00',
  '%2e%2e%2f',
  '../../../../etc/passwd',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=cmd|calc',
  '*',
  '()',
  '[',
  '\\',
  '"',
  '2026-02-30T00:00:00Z',
  '0000-00-00',
  '+275760-09-13T00:00:00.001Z',
  '-271821-04-20T00:00:00.000Z',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f0',
  'a@b',
  'a@b@c.com',
  `${'a'.repeat(250)}@x.com`,
  'javascript:alert(1)',
  'http://127.0.0.1:1/',
  'https://user:pass@example.com/',
  'file:///etc/passwd',
];

export const nastyText: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...nastyTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const nastyLeaf: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: nastyText },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      1.5,
      1e308,
      -1e-308,
      2 ** 53,
      2 ** 31,
      2 ** 63,
      [],
      {},
    ),
  },
  { weight: 1, arbitrary: fc.integer() },
);

const nastyKey = fc.oneof(
  fc.constantFrom('constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'id', 'value', 'length', ''),
  nastyText,
);

/** Any JSON, preferably one that does not belong there. */
export const nastyJson: Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: nastyLeaf },
  { weight: 1, arbitrary: fc.array(nastyLeaf, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(nastyKey, nastyLeaf, { maxKeys: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }).map((depth) => nested(depth)) },
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

type Spoiling = (text: string) => string | Uint8Array;

const addsKey =
  (pair: string): Spoiling =>
  (text) =>
    text.startsWith('{') && text !== '{}' ? `{${pair},${text.slice(1)}` : `{${pair}}`;

/** What can be done to a body once it is text. */
const spoilings: readonly Spoiling[] = [
  addsKey('"__proto__":{"admin":true,"active":false}'),
  addsKey('"constructor":{"prototype":{"admin":true}}'),
  addsKey('"\\u005f_proto__":{"x":1}'),
  addsKey('"a":1e999999'),
  addsKey('"a":-99999999999999999999999999999999999999999999'),
  addsKey(`"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}`),
  addsKey(`"wide":[${'null,'.repeat(5_000)}null]`),
  addsKey(`"long":"${'y'.repeat(70_000)}"`),
  addsKey(`"half":"\\ud83d"`),
  addsKey(`"nul":"\\u0000"`),
  (text) => addsKey(text.slice(1, text.indexOf(':') + 1) + 'null')(text),
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) => `${text}${text}`,
  (text) => `\uFEFF${text}`,
  (text) => ` \t\r\n${text}\n`,
  (text) => `${text},`,
  (text) => `[${text}]`,
  (text) => JSON.stringify(text),
  (text) => text.replaceAll('"', "'"),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.concat([Buffer.from(text), Buffer.of(0xff, 0xfe)]),
  (text) => Buffer.from(text.replace(/"/, '"\xc3\x28'), 'latin1'),
  () => '',
  () => 'null',
  () => '"x"',
  () => '0',
  () => 'NaN',
  () => '{}',
  () => '[]',
  () => '{'.repeat(20_000),
  () => Buffer.alloc(2_000),
  () => 'a=1&b=2',
];

/** A body, mostly the JSON of a value as it is, sometimes spoilt as text. */
export function bodyText(value: Arbitrary<unknown>): Arbitrary<string | Uint8Array> {
  const spoiling = fc.oneof(
    { weight: 7, arbitrary: fc.constant(-1) },
    { weight: 1, arbitrary: fc.nat(spoilings.length - 1) },
  );
  return fc.tuple(value, spoiling).map(([json, at]) => {
    const text = JSON.stringify(json) ?? '';
    return spoilings[at]?.(text) ?? text;
  });
}
