import { invalidField } from '../../common/domain-error.js';

/** Where a site is. */
export interface SiteAddress {
  /** scheme, host and port as a browser would write them, without a path */
  readonly origin: string;
  /** the operator listed this host, so it may be plain http and may be on a private network */
  readonly listed: boolean;
}

const vendorDomain = '.lcvista.com';
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Decides whether a site may be spoken to at all. The address comes from a customer and Muster sends requests to it from
 * inside its own network, so only LCVista's own hosts are open; what a name resolves to is checked again when connecting.
 *
 * @param siteUrl `https://<site>.lcvista.com`, or a listed host
 * @param allowedHosts `host` or `host:port` entries; without a port only the scheme's default port
 * @throws DomainError `validation-failed` naming `siteUrl`
 */
export function parseSiteAddress(siteUrl: unknown, allowedHosts: readonly string[]): SiteAddress {
  const url = parseBareOrigin(siteUrl);
  if (isListed(url, allowedHosts)) return { origin: url.origin, listed: true };
  if (url.protocol !== 'https:') refuse('must begin with https://');
  if (!isVendorHost(url.hostname)) refuse('must be https://<site>.lcvista.com or a host that the operator allows');
  if (url.port !== '') refuse('must not name a port other than 443');
  return { origin: url.origin, listed: false };
}

/** Checks the text before the URL parser mends it: a parser drops tabs, turns `\` into `/` and folds full-width letters. */
function parseBareOrigin(siteUrl: unknown): URL {
  if (typeof siteUrl !== 'string' || siteUrl === '') return refuse('must be a URL');
  if (siteUrl.length > 300) refuse('must not be longer than 300 characters');
  if (!/^[\x21-\x7e]+$/.test(siteUrl)) refuse('must be plain ASCII without spaces');
  const authority = /^https?:\/\/([^/\\?#]+)\/?$/i.exec(siteUrl)?.[1];
  if (authority === undefined) return refuse('must be https:// and a host, without a path, query or fragment');
  if (authority.includes('@')) refuse('must not have user info');
  if (!/^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/.test(authority) || !URL.canParse(siteUrl)) {
    refuse('must name a host, with a port at most');
  }
  return new URL(siteUrl);
}

function isListed(url: URL, allowedHosts: readonly string[]): boolean {
  const defaultPort = url.protocol === 'https:' ? '443' : '80';
  const named = `${url.hostname}:${url.port === '' ? defaultPort : url.port}`;
  return allowedHosts.some((entry) => {
    const allowed = entry.trim().toLowerCase();
    return /:\d+$/.test(allowed) ? allowed === named : url.port === '' && allowed === url.hostname;
  });
}

function isVendorHost(hostname: string): boolean {
  if (!hostname.endsWith(vendorDomain) || hostname.length > 253) return false;
  return hostname
    .slice(0, -vendorDomain.length)
    .split('.')
    .every((part) => label.test(part));
}

function refuse(message: string): never {
  throw invalidField('siteUrl', message);
}
