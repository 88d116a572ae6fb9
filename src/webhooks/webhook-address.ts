import { isIP } from 'node:net';
import { invalidField } from '../common/domain-error.js';
import { isPublicAddress } from '../common/public-lookup.js';

/** Where a webhook is sent. */
export interface WebhookAddress {
  readonly url: URL;
  /** The operator listed this host: it may be plain http and on a private network. */
  readonly listed: boolean;
}

const longest = 2_000;
const inside = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

/**
 * Decides whether requests may go to an address at all. A customer names it and Muster sends to it from inside its own
 * network, so it must be https on the open internet unless the operator lists the host. What a name resolves to is
 * checked again when connecting.
 *
 * @param text the address as the administrator wrote it, which the URL parser must not mend first
 * @param allowedHosts `host` or `host:port`; without a port only the scheme's default port
 * @throws DomainError 400 naming `url`
 */
export function parseWebhookAddress(text: string, allowedHosts: readonly string[]): WebhookAddress {
  if (text.length > longest) throw invalidField('url', `must have at most ${longest} characters`);
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[\\#]/.test(text) || !URL.canParse(text)) {
    throw invalidField('url', 'must be an https address in plain ASCII without a fragment');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || /^https?:\/\/[^/?]*@/i.test(text)) {
    throw invalidField('url', 'must not have user info');
  }
  if (isListed(url, allowedHosts)) return { url, listed: true };
  if (url.protocol !== 'https:') throw invalidField('url', 'must begin with https://');
  if (!isPublicHost(url.hostname)) throw invalidField('url', 'must name a host on the public internet');
  return { url, listed: false };
}

function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? host.includes('.') && !inside.test(host) : isPublicAddress(host);
}

function isListed(url: URL, allowedHosts: readonly string[]): boolean {
  const port = url.port === '' ? { 'https:': '443', 'http:': '80' }[url.protocol] : url.port;
  return allowedHosts.some((allowed) =>
    /:\d+$/.test(allowed) ? allowed === `${url.hostname}:${port}` : allowed === url.hostname && url.port === '',
  );
}
