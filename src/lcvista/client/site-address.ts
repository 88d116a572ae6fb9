import { type ClosedAddress, fenceAddress } from '../../common/callable-address.js';
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
const bareOrigin = /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?\/?$/i;
const longest = 300;

const advice: Record<ClosedAddress, string> = {
  'too-long': `must not be longer than ${longest} characters`,
  malformed: 'must be https:// and a host in plain ASCII, without a path, query or fragment',
  'user-info': 'must not have user info',
  'plain-http': 'must begin with https://',
  'closed-host': 'must be https://<site>.lcvista.com without a port, or a host that the operator allows',
};

/**
 * Decides whether a site may be spoken to at all: of the open internet only LCVista's own hosts, and nothing that merely
 * looks like one of them.
 *
 * @param siteUrl `https://<site>.lcvista.com`, or a listed host
 * @param allowedHosts `host` or `host:port` entries; without a port only the scheme's default port
 * @throws DomainError `validation-failed` naming `siteUrl`
 */
export function parseSiteAddress(siteUrl: unknown, allowedHosts: readonly string[]): SiteAddress {
  if (typeof siteUrl !== 'string' || siteUrl === '') throw invalidField('siteUrl', 'must be a URL');
  const fenced = fenceAddress(siteUrl, { allowedHosts, longest, isOpen: isVendorSite });
  if (typeof fenced === 'string') throw invalidField('siteUrl', advice[fenced]);
  // The text is checked, since a parser hides an empty query and decodes what looks like another host.
  if (!bareOrigin.test(siteUrl)) throw invalidField('siteUrl', advice.malformed);
  return { origin: fenced.url.origin, listed: fenced.listed };
}

function isVendorSite({ hostname, port }: URL): boolean {
  if (port !== '' || !hostname.endsWith(vendorDomain) || hostname.length > 253) return false;
  return hostname
    .slice(0, -vendorDomain.length)
    .split('.')
    .every((part) => label.test(part));
}
