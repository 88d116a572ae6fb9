import { errors } from 'undici';
import { LcvistaError } from './lcvista-error.js';
import { PassingFault, shown, unreadable } from './page-fault.js';
import { PrivateAddressError } from './public-lookup.js';

/**
 * What a failed connection or transfer means for the reading. Resets, refusals, silence and cut transfers pass; what is
 * no HTTP at all, or a name that leads into a private network, does not.
 */
export function transportFault(url: URL, error: unknown): unknown {
  if (error instanceof LcvistaError || error instanceof PassingFault || !(error instanceof Error)) return error;
  if (error instanceof PrivateAddressError)
    return new LcvistaError('lcvista-unavailable', `${shown(url)}: ${error.message}`);
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return unreadable(url, `no readable HTTP answer (${error.message})`);
  }
  if (error instanceof errors.InvalidArgumentError) return error;
  return 'code' in error ? new PassingFault(`${shown(url)}: ${reasonOf(error)}`, false) : error;
}

/** Node says `connect ECONNREFUSED 127.0.0.1:80`; when it tried several addresses it says nothing but the code. */
function reasonOf(error: Error & { code?: unknown }): string {
  return error.message === '' ? String(error.code) : error.message;
}
