import { describe, expect, it } from '@jest/globals';
import { parseIssuer } from '../../src/common/issuer-address.js';

const allowed = ['127.0.0.1:9000', 'idp.corp', '[::1]:9000'];

describe('parseIssuer', () => {
  it.each([
    ['https://login.microsoftonline.com/9f5b1c0e/v2.0', false],
    ['https://sts.windows.net/9f5b1c0e/', false],
    ['https://idp.example.com:8443/realms/a', false],
    ['https://8.8.8.8/', false],
    ['https://idp.corp:8443/', false],
    ['http://127.0.0.1:9000/tenant', true],
    ['https://idp.corp/', true],
    ['http://idp.corp/', true],
    ['http://[::1]:9000/', true],
  ])('%s may be asked; listed: %s', (issuer, listed) => {
    expect(parseIssuer(issuer, allowed)?.listed).toBe(listed);
  });

  it.each([
    'http://login.microsoftonline.com/x',
    'http://127.0.0.1:9001/',
    'http://127.0.0.1/',
    'https://localhost/',
    'https://intranet/',
    'https://db.internal/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://user:secret@example.com/',
    'https://example.com/?tenant=a',
    'https://example.com/#a',
    'https://example.com\\@evil.example/',
    'https://exam\tple.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'example.com',
    '',
    `https://example.com/${'a'.repeat(500)}`,
  ])('%j may not', (issuer) => {
    expect(parseIssuer(issuer, allowed)).toBeNull();
  });
});
