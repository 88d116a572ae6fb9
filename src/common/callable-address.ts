import { isIP } from 'node:net';
import { isPublicAddress } from './public-lookup.js';

/** An address that a customer has chosen and the service may call. */
export interface CallableAddress {
  readonly url: URL;
  /** The operator listed this host: it may be plain http and on a private network. */
  readonly listed: boolean;
}

/** Why an address may not be called. */
export type ClosedAddress = 'too-long' | 'malformed' | 'user-info' | 'plain-http' | 'closed-host';

export interface Fence {
  /** Hosts that the operator opened: `host` or `host:port`; without a port only the scheme's default port. */
  readonly allowedHosts: readonly string[];
  /** Characters. */
  readonly longest: number;
  /** Which https addresses are open to everybody; left out: any host on the public internet. */
  readonly isOpen?: (url: URL) => boolean;
}

const inside = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

/**
 * The one fence around requests that go where a customer says. They are sent from inside our own network, so they must
 * go by https to the open internet unless the operator lists the host. What a name resolves to is checked again when
 * connecting (`publicLookup`).
 *
 * @param text the address as it was written, which the URL parser must not mend first: it drops tabs, turns `\` into `/`
 *   and folds full-width letters
 */
export function fenceAddress(
  text: string,
  { allowedHosts, longest, isOpen = isPublicHost }: Fence,
): CallableAddress | ClosedAddress {
  if (text.length > longest) return 'too-long';
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[\\#]/.test(text) || !URL.canParse(text)) return 'malformed';
  // The parser forgets an empty user.
  if (/^https?:\/\/[^/?]*@/i.test(text)) return 'user-info';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'user-info';
  if (isListed(url, allowedHosts)) return { url, listed: true };
  if (url.protocol !== 'https:') return 'plain-http';
  return isOpen(url) ? { url, listed: false } : 'closed-host';
}

function isPublicHost({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? host.includes('.') && !inside.test(host) : isPublicAddress(host);
}

function isListed(url: URL, allowedHosts: readonly string[]): boolean {
  const defaultPort = url.protocol === 'https:' ? '443' : '80';
  const named = `${url.hostname}:${url.port === '' ? defaultPort : url.port}`;
  return allowedHosts.some((entry) => {
    const allowed = entry.trim().toLowerCase();
    return /:\d+$/.test(allowed) ? allowed === named : url.port === '' && allowed === url.hostname;
  });
}
