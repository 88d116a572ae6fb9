import { errors } from 'undici';
import { LcvistaError } from './lcvista-error.js';
import { PassingFault, shown, unreadable } from './page-fault.js';
import { PrivateAddressError } from '../../common/public-lookup.js';

/**
 * What a failed connection or transfer means for the reading. Resets, refusals, silence and cut transfers pass; what is
 * no HTTP at all, or a name that leads into a private network, does not.
 */
export function transportFault(url: URL, error: unknown): unknown {
  if (error instanceof LcvistaError || error instanceof PassingFault) return error;
  if (error instanceof PrivateAddressError) {
    return new LcvistaError('lcvista-unavailable', `${shown(url)}: ${error.message}`);
  }
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return unreadable(url, `no readable HTTP answer (${error.message})`);
  }
  if (error instanceof errors.InvalidArgumentError || !hasCode(error)) return error;
  return new PassingFault(`${shown(url)}: ${error.message || error.code}`, false);
}

/** Node's and undici's own errors have one. When Node tried several addresses in vain, the code is all it says. */
function hasCode(error: unknown): error is { code: string; message: string } {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
}
