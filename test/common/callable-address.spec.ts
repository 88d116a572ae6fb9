import { describe, expect, it } from '@jest/globals';
import { fenceAddress } from '../../src/common/callable-address.js';
import { parseIssuer, parseIssuerLink } from '../../src/common/issuer-address.js';
import { parseSiteAddress } from '../../src/lcvista/client/site-address.js';
import { parseWebhookAddress } from '../../src/webhooks/webhook-address.js';

const fence = { allowedHosts: ['Listed.Corp', '10.0.0.1:8080'], longest: 60 };

function isOpen(parse: () => unknown): boolean {
  try {
    return parse() !== null;
  } catch {
    return false;
  }
}

describe('the fence', () => {
  it.each([
    ['https://example.com/path?query=1', false],
    ['https://example.com:8443', false],
    ['http://listed.corp/', true],
    ['https://LISTED.corp', true],
    ['http://10.0.0.1:8080/', true],
  ])('lets %s out; listed: %s', (text, listed) => {
    expect(fenceAddress(text, fence)).toEqual({ url: new URL(text), listed });
  });

  it.each([
    [`https://example.com/${'x'.repeat(41)}`, 'too-long'],
    ['ftp://example.com', 'malformed'],
    ['https://example.com/#part', 'malformed'],
    ['https://example.com\\@10.0.0.1', 'malformed'],
    ['https://exam\tple.com', 'malformed'],
    ['https://me@example.com', 'user-info'],
    ['https://@example.com', 'user-info'],
    ['https://:@listed.corp', 'user-info'],
    ['http://example.com', 'plain-http'],
    ['http://listed.corp:81', 'plain-http'],
    ['https://10.0.0.1', 'closed-host'],
    ['https://listed', 'closed-host'],
    ['https://db.internal', 'closed-host'],
  ])('keeps %s in: %s', (text, reason) => {
    expect(fenceAddress(text, fence)).toBe(reason);
  });

  it.each([
    ['https://acme.lcvista.com', { issuer: true, link: true, webhook: true, site: true }],
    ['HTTPS://acme.lcvista.com', { issuer: false, link: true, webhook: true, site: true }],
    ['https://acme.lcvista.com/path', { issuer: true, link: true, webhook: true, site: false }],
    ['https://acme.lcvista.com/?a=1', { issuer: false, link: true, webhook: true, site: false }],
    ['https://acme.evil.com', { issuer: true, link: true, webhook: true, site: false }],
    ['https://@acme.lcvista.com', { issuer: false, link: false, webhook: false, site: false }],
    ['https://10.0.0.1', { issuer: false, link: false, webhook: false, site: false }],
  ])('has a gate for each who calls: %s', (text, open) => {
    expect({
      issuer: isOpen(() => parseIssuer(text, [])),
      link: isOpen(() => parseIssuerLink(text, [])),
      webhook: isOpen(() => parseWebhookAddress(text, [])),
      site: isOpen(() => parseSiteAddress(text, [])),
    }).toEqual(open);
  });
});
