import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../src/common/domain-error.js';
import { parseSiteAddress } from '../../../src/lcvista/client/site-address.js';

function refusalOf(siteUrl: unknown, allowed: string[] = []): unknown {
  try {
    return parseSiteAddress(siteUrl, allowed);
  } catch (error) {
    return error instanceof DomainError ? error.details.errors : error;
  }
}

describe('the address of a site', () => {
  it.each([
    ['https://acme.lcvista.com', 'https://acme.lcvista.com'],
    ['https://acme.lcvista.com/', 'https://acme.lcvista.com'],
    ['HTTPS://Acme.LCVista.COM', 'https://acme.lcvista.com'],
    ['https://acme.lcvista.com:443', 'https://acme.lcvista.com'],
    ['https://acme-2.emea.lcvista.com', 'https://acme-2.emea.lcvista.com'],
  ])('%s is the site %s', (siteUrl, origin) => {
    expect(parseSiteAddress(siteUrl, [])).toEqual({ origin, listed: false });
  });

  it.each([
    ['a look-alike domain', 'https://evil-lcvista.com'],
    ['a look-alike domain with a site', 'https://acme.evil-lcvista.com'],
    ['the domain as a prefix', 'https://lcvista.com.evil.com'],
    ['the site as a prefix', 'https://acme.lcvista.com.evil.com'],
    ['the bare domain', 'https://lcvista.com'],
    ['an empty label', 'https://.lcvista.com'],
    ['two dots', 'https://acme..lcvista.com'],
    ['a trailing dot', 'https://acme.lcvista.com.'],
    ['a trailing dot and a port', 'https://acme.lcvista.com.:443'],
    ['punycode', 'https://acme.xn--lcvist-4nf.com'],
    ['a Cyrillic a', 'https://acme.lcvistа.com'],
    ['full-width letters, which a parser folds', 'https://acme.ｌcvista.com'],
    ['an ideographic full stop, which a parser folds', 'https://acme。lcvista.com'],
    ['percent signs, which a parser decodes', 'https://acme%2elcvista.com'],
    ['plain http', 'http://acme.lcvista.com'],
    ['another scheme', 'ftp://acme.lcvista.com'],
    ['another port', 'https://acme.lcvista.com:8443'],
    ['port 80', 'https://acme.lcvista.com:80'],
    ['user info', 'https://user:secret@acme.lcvista.com'],
    ['an empty user', 'https://@acme.lcvista.com'],
    ['a host behind user info', 'https://acme.lcvista.com@evil.com'],
    ['a backslash, which a parser turns around', 'https://acme.lcvista.com\\@evil.com'],
    ['a path', 'https://acme.lcvista.com/api/v1/'],
    ['a double slash', 'https://acme.lcvista.com//'],
    ['a query', 'https://acme.lcvista.com?a=1'],
    ['an empty query', 'https://acme.lcvista.com?'],
    ['a fragment', 'https://acme.lcvista.com#x'],
    ['a tab, which a parser drops', 'https://ac\tme.lcvista.com'],
    ['a leading blank', ' https://acme.lcvista.com'],
    ['no scheme', 'acme.lcvista.com'],
    ['one slash', 'https:/acme.lcvista.com'],
    ['no host', 'https://'],
    ['an address', 'https://10.0.0.1'],
    ['an address as one number', 'https://2130706433'],
    ['an IPv6 address', 'https://[::1]'],
    ['a label that begins with a hyphen', 'https://-acme.lcvista.com'],
    ['an underscore', 'https://ac_me.lcvista.com'],
    ['a port that is none', 'https://acme.lcvista.com:99999'],
    ['an empty port', 'https://acme.lcvista.com:'],
    ['nothing', ''],
    ['a number', 7],
    ['null', null],
    ['a very long one', `https://${'a.'.repeat(200)}lcvista.com`],
  ])('%s is refused: %s', (_what, siteUrl) => {
    expect(refusalOf(siteUrl)).toEqual([{ field: 'siteUrl', message: expect.stringMatching(/^must /) }]);
  });

  it.each([
    ['http://127.0.0.1:4000', '127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['https://127.0.0.1:4000', '127.0.0.1:4000', 'https://127.0.0.1:4000'],
    ['http://stand-in', 'stand-in', 'http://stand-in'],
    ['https://stand-in', 'stand-in', 'https://stand-in'],
    ['http://stand-in:80', 'stand-in', 'http://stand-in'],
    ['https://stand-in', 'stand-in:443', 'https://stand-in'],
    ['http://STAND-in:81/', 'Stand-In:81', 'http://stand-in:81'],
    ['http://[::1]:3000', '[::1]:3000', 'http://[::1]:3000'],
    ['http://acme.lcvista.com', 'acme.lcvista.com', 'http://acme.lcvista.com'],
    ['https://acme.lcvista.com:8443', 'acme.lcvista.com:8443', 'https://acme.lcvista.com:8443'],
  ])('%s is open when %s is listed', (siteUrl, entry, origin) => {
    expect(parseSiteAddress(siteUrl, ['other.example', entry])).toEqual({ origin, listed: true });
  });

  it.each([
    ['http://stand-in:81', 'stand-in'],
    ['https://stand-in:80', 'stand-in'],
    ['http://stand-in:443', 'stand-in'],
    ['https://stand-in', 'stand-in:80'],
    ['http://stand-in', 'stand-in:443'],
    ['http://stand-in.evil.com', 'stand-in'],
    ['http://not-stand-in', 'stand-in'],
    ['http://stand-in.', 'stand-in'],
    ['http://user@stand-in', 'stand-in'],
    ['http://stand-in/path', 'stand-in'],
    ['http://127.0.0.1:4001', '127.0.0.1:4000'],
    ['http://stand-in', '*'],
    ['http://stand-in', ''],
  ])('%s stays closed when %s is listed', (siteUrl, entry) => {
    expect(refusalOf(siteUrl, [entry])).toEqual([{ field: 'siteUrl', message: expect.any(String) }]);
  });

  it('accepts any text only as an https origin below lcvista.com, which every URL parser reads alike', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      'acme',
      '.lcvista.com',
      '.',
      '@',
      ':',
      '443',
      '/',
      '\\',
      '%2e',
      '#',
      '?',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (siteUrl) => {
        const outcome = refusalOf(siteUrl);
        if (Array.isArray(outcome)) return outcome.length === 1;
        const { origin } = outcome as { origin: string };
        return /^https:\/\/[a-z0-9.-]+\.lcvista\.com$/.test(origin) && new URL(siteUrl).origin === origin;
      }),
      { numRuns: 300 },
    );
  });

  it('accepts every site name that DNS allows', () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, (site) => {
        expect(parseSiteAddress(`https://${site}.lcvista.com`, []).origin).toBe(`https://${site}.lcvista.com`);
      }),
    );
  });
});
