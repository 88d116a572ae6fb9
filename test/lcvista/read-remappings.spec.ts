import { describe, expect, it } from '@jest/globals';
import { readRemappings } from '../../src/lcvista/remapping/read-remappings.js';

const header = 'memberEmail,lcvistaUserId,reason';

/** What a table asks for, row by row: the pair and the reason, or the code of the refusal. */
function read(text: string): [row: number, ...asked: (string | null)[]][] {
  return readRemappings(text).map(({ row, wanted }) =>
    'code' in wanted ? [row, wanted.code] : [row, wanted.emailKey, wanted.lcvistaUserId, wanted.reason],
  );
}

const jane = ['jane@x.test', '7', 'maiden name'];

describe('an upload of mappings', () => {
  it.each([
    ['as it should be', `${header}\njane@x.test,7,maiden name`],
    ['with a byte order mark and Windows line ends', `\ufeff${header}\r\njane@x.test,7,maiden name\r\n`],
    ['with quoted cells', `"memberEmail","lcvistaUserId","reason"\n"Jane@X.test ","7"," maiden name"`],
    ['with semicolons', 'memberEmail;lcvistaUserId;reason\njane@x.test;7;maiden name'],
    [
      'with semicolons and a byte order mark',
      '\ufeffmemberEmail;lcvistaUserId;reason\r\njane@x.test;7;maiden name\r\n',
    ],
    ['with the columns in another order', 'reason,memberEmail,lcvistaUserId\nmaiden name,jane@x.test,7'],
    [
      'with blanks around the names of the columns',
      ' memberEmail , lcvistaUserId , reason \njane@x.test,7,maiden name',
    ],
    ['with the line ends of old Macs', `${header}\rjane@x.test,7,maiden name\r`],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual([[2, ...jane]]);
  });

  it('passes over empty rows, and still counts as a spreadsheet does', () => {
    const rows = [
      header,
      '',
      'jane@x.test,7,maiden name',
      ',,',
      '   ',
      'x@x.test,8',
      'lee@x.test,9,other',
      '',
      ',,',
      '',
    ];
    expect(read(rows.join('\n'))).toEqual([
      [3, ...jane],
      [6, 'invalid-row'],
      [7, 'lee@x.test', '9', 'other'],
    ]);
  });

  it('a cell may hold separators, quotes and lines; such a row is one', () => {
    const text = `${header}\nj@x.test,7,"said ""yes"", she; did"\nk@x.test,8,"two\nlines"\nl@x.test,9,fine`;
    expect(read(text)).toEqual([
      [2, 'j@x.test', '7', 'said "yes", she; did'],
      [3, 'invalid-row'],
      [4, 'l@x.test', '9', 'fine'],
    ]);
  });

  it('takes a formula for the text that it is', () => {
    const text = `${header}\n=1+1,@SUM(A1),=HYPERLINK("https://x.test")\n-2+3,+4,-reason`;
    expect(() => read(text)).toThrow('is not valid CSV');
    expect(read(`${header}\n=1+1,@SUM(A1),=A1\n-2+3,+4,-reason`)).toEqual([
      [2, '=1+1', '@SUM(A1)', '=A1'],
      [3, '-2+3', '+4', '-reason'],
    ]);
  });

  it.each([
    ['an empty cell', 'j@x.test,,r', 'lcvistaUserId is empty'],
    ['a blank reason', 'j@x.test,7,  ', 'reason is empty'],
    ['a cell too few', 'j@x.test,7', 'must have 3 columns'],
    ['a cell too many', 'j@x.test,7,r,more', 'must have 3 columns'],
    ['an address without end', `${'x'.repeat(321)},7,r`, 'memberEmail is longer than 320'],
    ['an id without end', `j@x.test,${'7'.repeat(201)},r`, 'lcvistaUserId is longer than 200'],
    ['a reason without end', `j@x.test,7,${'r'.repeat(501)}`, 'reason is longer than 500'],
    ['a control character', 'j@x.test,7,r\u0007', 'reason has control characters'],
    ['what PostgreSQL cannot store', 'j@x.test,7,r\0', 'reason has control characters'],
  ])('refuses %s, and only that row', (_, row, message) => {
    const [bad, good] = readRemappings(`${header}\n${row}\njane@x.test,7,maiden name`);
    expect(bad).toMatchObject({ row: 2, wanted: { code: 'invalid-row', message } });
    expect(good).toMatchObject({ row: 3, wanted: { emailKey: 'jane@x.test' } });
  });

  it.each([
    ['nothing', ''],
    ['another header', 'email,id,reason\nj@x.test,7,r'],
    ['a column that nobody knows', `${header},comment\nj@x.test,7,r,c`],
    ['a column twice', 'memberEmail,memberEmail,reason\nj@x.test,j@x.test,r'],
    ['a column too few', 'memberEmail,lcvistaUserId\nj@x.test,7'],
    ['no header', 'j@x.test,7,r'],
    ['tabs', 'memberEmail\tlcvistaUserId\treason\nj@x.test\t7\tr'],
    ['a quote that never ends', `${header}\nj@x.test,7,"r`],
    ['too many rows', [header, ...Array.from({ length: 5_001 }, (_, at) => `${at}@x.test,${at},r`)].join('\n')],
    ['JSON', { rows: [] }],
  ])('refuses a table of %s as a whole', (_, body) => {
    expect(() => readRemappings(body)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  it('takes as many rows as it says', () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => `${at}@x.test,${at},r`);
    expect(read([header, ...rows, ',,', ''].join('\n'))).toHaveLength(5_000);
  });
});
