import { isIP } from 'node:net';
import { isPublicAddress } from './public-lookup.js';

/** Where an issuer of signed tokens may be asked for its keys. */
export interface IssuerAddress {
  readonly url: URL;
  /** The operator listed this host: it may be plain http and on a private network. */
  readonly listed: boolean;
}

const longest = 500;

/**
 * Decides whether an issuer may be trusted to be asked at all: https to a public host, or a host that the operator lists
 * (then http too). What a name resolves to is checked again when connecting.
 *
 * @param issuer the issuer's identifier, e.g. `https://login.microsoftonline.com/<tenant>/v2.0`
 * @param allowedHosts `host` or `host:port`; without a port only the scheme's default port
 * @returns null when it may not
 */
export function parseIssuer(issuer: string, allowedHosts: readonly string[]): IssuerAddress | null {
  if (issuer.length > longest || !/^https?:\/\/[\x21-\x7e]+$/.test(issuer) || !URL.canParse(issuer)) return null;
  const url = new URL(issuer);
  if (/[?#\\]/.test(issuer) || url.username !== '' || url.password !== '') return null;
  if (isListed(url, allowedHosts)) return { url, listed: true };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isName =
    isIP(host) === 0 && host.includes('.') && !/(^|\.)(localhost|local|internal|home\.arpa)\.?$/.test(host);
  const isPublic = isName || (isIP(host) !== 0 && isPublicAddress(host));
  return url.protocol === 'https:' && isPublic ? { url, listed: false } : null;
}

function isListed(url: URL, allowedHosts: readonly string[]): boolean {
  const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80';
  return allowedHosts.some((allowed) =>
    /:\d+$/.test(allowed) ? allowed === `${url.hostname}:${port}` : allowed === url.hostname && url.port === '',
  );
}
