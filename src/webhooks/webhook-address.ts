import { type CallableAddress, type ClosedAddress, fenceAddress } from '../common/callable-address.js';
import { invalidField } from '../common/domain-error.js';

const longest = 2_000;

const advice: Record<ClosedAddress, string> = {
  'too-long': `must have at most ${longest} characters`,
  malformed: 'must be an https address in plain ASCII without a fragment',
  'user-info': 'must not have user info',
  'plain-http': 'must begin with https://',
  'closed-host': 'must name a host on the public internet',
};

/**
 * Decides whether messages may go to an address, which may have a path and a query.
 *
 * @param text the address as the administrator wrote it
 * @param allowedHosts `host` or `host:port`; without a port only the scheme's default port
 * @throws DomainError 400 naming `url`
 */
export function parseWebhookAddress(text: string, allowedHosts: readonly string[]): CallableAddress {
  const fenced = fenceAddress(text, { allowedHosts, longest });
  if (typeof fenced === 'string') throw invalidField('url', advice[fenced]);
  return fenced;
}
