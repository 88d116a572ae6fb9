import { isIP } from 'node:net';
import { isPublicAddress } from './public-lookup.js';

/** An address that a customer has chosen and the service may call. */
export interface CallableAddress {
  readonly url: URL;
  /** The operator listed this host: it may be plain http and on a private network. */
  readonly listed: boolean;
}

const longest = 500;
const inner = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

/**
 * Decides whether an issuer of signed tokens may be asked for its keys: https to a public host, or a host that the
 * operator lists (then http too). What a name resolves to is checked again when connecting.
 *
 * @param issuer the issuer's identifier, e.g. `https://login.microsoftonline.com/<tenant>/v2.0`
 * @param allowedHosts `host` or `host:port`; without a port only the scheme's default port
 * @returns null when it may not
 */
export function parseIssuer(issuer: string, allowedHosts: readonly string[]): CallableAddress | null {
  return issuer.includes('?') ? null : parseCallable(issuer, allowedHosts);
}

/** The same for an address that an issuer names, which may carry a query. */
export function parseCallable(address: string, allowedHosts: readonly string[]): CallableAddress | null {
  // Checked before the URL parser mends it: it drops tabs and turns `\` into `/`.
  if (address.length > longest || !/^https?:\/\/[\x21-\x7e]+$/.test(address) || /[\\#]/.test(address)) return null;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return null;
  if (isListed(url, allowedHosts)) return { url, listed: true };
  return url.protocol === 'https:' && isPublicHost(url.hostname) ? { url, listed: false } : null;
}

function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? host.includes('.') && !inner.test(host) : isPublicAddress(host);
}

function isListed(url: URL, allowedHosts: readonly string[]): boolean {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  return allowedHosts.some((allowed) =>
    /:\d+$/.test(allowed) ? allowed === `${url.hostname}:${port}` : allowed === url.hostname && url.port === '',
  );
}
