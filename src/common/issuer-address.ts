import { type CallableAddress, fenceAddress } from './callable-address.js';

const longest = 500;

/**
 * Decides whether an issuer of signed tokens may be asked for its keys. Tokens repeat the identifier letter by letter, so
 * its scheme must be written as everybody writes it, and it has no query (OpenID Connect Discovery section 3).
 *
 * @param issuer the issuer's identifier, e.g. `https://login.microsoftonline.com/<tenant>/v2.0`
 * @param allowedHosts `host` or `host:port`; without a port only the scheme's default port
 * @returns null when it may not
 */
export function parseIssuer(issuer: string, allowedHosts: readonly string[]): CallableAddress | null {
  return issuer.includes('?') || !/^https?:/.test(issuer) ? null : parseIssuerLink(issuer, allowedHosts);
}

/** The same for an address that an issuer names, which may carry a query. */
export function parseIssuerLink(address: string, allowedHosts: readonly string[]): CallableAddress | null {
  const fenced = fenceAddress(address, { allowedHosts, longest });
  return typeof fenced === 'string' ? null : fenced;
}
