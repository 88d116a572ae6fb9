import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../src/scim-core/json/parse-json.js';
import { ScimError } from '../../src/scim-core/messages/scim-error.js';
import { applyPatch } from '../../src/scim-core/patch/apply-patch.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { refusalOf } from './refusal-of.js';

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

describe('a request body', () => {
  it.each([
    '{}',
    ' [ ] ',
    '"a\\u00e9\\n\\"\\\\"',
    '"\\\\"',
    '{"a":{"A":1},"b":[{"a":1},{"a":2}]}',
    '[0,-0.5,1e3,1E-2,true,false,null]',
    '"\\ud83d\\ude00"',
    nested(50),
  ])('%j reads as JSON.parse does', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    '',
    ' ',
    '{',
    '[',
    '"a',
    '"a\\"',
    '"\\x"',
    '"tab\there"',
    '{a:1}',
    "{'a':1}",
    '{"a":1,}',
    '[1,]',
    '[1 2]',
    '{"a" 1}',
    '{"a":1}x',
    '01',
    '+1',
    '.5',
    '1.',
    '1e999',
    'nul',
    'NaN',
    'undefined',
    '{"a":1,"a":1}',
    '{"userName":"a","username":"b"}',
    '{"x":[{"Value":"a","value":"b"}]}',
    '{"\\u0061":1,"a":2}',
    '{"__proto__":1,"__PROTO__":2}',
    nested(51),
    '['.repeat(100_000),
    '{"a":'.repeat(100_000),
  ])('%.40s is refused as invalidSyntax', (text) => {
    expect(refusalOf(() => parseJson(text))).toMatchObject({ status: 400, scimType: 'invalidSyntax' });
  });

  it.each(['"a\\u0000b"', '{"a\\u0000":1}', '"\\ud800"', '"\\udc00\\ud800"', '["\ud800"]'])(
    '%j cannot be stored: invalidValue',
    (text) => {
      expect(refusalOf(() => parseJson(text))).toMatchObject({ status: 400, scimType: 'invalidValue' });
    },
  );

  it('may come as bytes, with a byte order mark, but only in UTF-8', () => {
    expect(parseJson(new TextEncoder().encode('\ufeff{"a":"é"}'))).toEqual({ a: 'é' });
    const latin1 = Uint8Array.from([0x22, 0xe9, 0x22]);
    expect(refusalOf(() => parseJson(latin1))).toMatchObject({ status: 400, scimType: 'invalidSyntax' });
  });

  it('keeps prototype keys from doing harm', () => {
    const text =
      '{"userName":"u","__proto__":{"active":false,"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const body = parseJson(text);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.keys(body ?? {})).toContain('__proto__');
    expect(readUser(body)).toEqual({ userName: 'u', active: true });
    const patch = parseJson(`{"Operations":[{"op":"replace","value":${text}}]}`);
    expect(applyPatch({ userName: 'u', active: true }, readPatchRequest(patch), USER).changed).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  it('reads every JSON text as JSON.parse does', () => {
    const key = fc.string().filter((text) => text !== '__proto__');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree')),
        fc.uniqueArray(fc.tuple(key, tie('tree')), { selector: ([name]) => name.replaceAll('\0', '').toLowerCase() }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.boolean(), (value, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0).replaceAll('\\u0000', '');
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never fails with anything but a ScimError', () => {
    const noise = fc
      .array(fc.constantFrom(...'{ } [ ] " , : \\ u e 0 9 a \n true'.split(' '), '\\u0000', '"a"'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(noise, fc.string()), (text) => {
        try {
          parseJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
