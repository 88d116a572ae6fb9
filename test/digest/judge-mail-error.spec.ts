import { describe, expect, it } from '@jest/globals';
import { judgeMailError } from '../../src/digest/judge-mail-error.js';

const refused = (responseCode: number, response: string): Error =>
  Object.assign(new Error('secret-host refused'), { responseCode, response });

describe('after a mail failed', () => {
  it.each([
    ['the server is not there', new Error('connect ECONNREFUSED 10.0.0.7:25'), 'reaching', true, 'cannot be reached'],
    ['it greets with "later"', refused(421, '421 too busy'), 'reaching', true, '421 too busy'],
    ['it refuses our name', refused(535, '535 bad credentials'), 'reaching', false, '535 bad credentials'],
    ['it takes the mail later', refused(451, '451 greylisted'), 'sending', true, '451 greylisted'],
    ['it does not take the mail', refused(550, '550 no\r\n550 such user'), 'sending', false, '550 no 550 such user'],
    ['the line breaks', new Error('socket hang up'), 'sending', false, 'nobody knows whether it arrived'],
    ['something is thrown that is no error', null, 'sending', false, 'nobody knows whether it arrived'],
  ] as const)('when %s', (_, error, phase, tryAgain, said) => {
    const verdict = judgeMailError(error, phase);
    expect(verdict).toEqual({ sent: false, tryAgain, error: expect.stringContaining(said) });
    expect(verdict.error).not.toMatch(/secret-host|10\.0\.0\.7/);
  });
});
