import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Finds all addresses of a host name. */
export type ResolveHost = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

const resolveWithSystem: ResolveHost = (hostname, callback) => systemLookup(hostname, { all: true }, callback);

/** A host name that leads into a private network, so nobody connected to it. */
export class PrivateAddressError extends Error {
  constructor(hostname: string) {
    super(`${hostname} resolves to an address that is not public`);
    this.name = 'PrivateAddressError';
  }
}

/** Whether an address can be reached over the internet: not loopback, private, link-local, mapped, tunnelled or reserved. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'unicast';
}

/**
 * The lookup of a connection that must leave the house. It hands on the very addresses it has checked, so a name that
 * resolves differently a moment later (DNS rebinding) gains nothing. One private address among public ones refuses all.
 */
export function publicLookup(resolve: ResolveHost = resolveWithSystem): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, found) => {
      const [first] = found ?? [];
      if (error !== null) callback(error, '', 0);
      else if (first === undefined || !found.every(({ address }) => isPublicAddress(address))) {
        callback(new PrivateAddressError(hostname), '', 0);
      } else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}
