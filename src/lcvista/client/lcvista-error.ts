/**
 * What can go wrong between Muster and a site, in the words of the public contract:
 *
 * - `lcvista-unauthorized`: the site refuses the key; trying again would hammer it
 * - `lcvista-unavailable`: no usable answer after all the waiting; a later try may work
 * - `lcvista-changed-while-reading`: a page or a group went away in the middle; read anew
 * - `lcvista-unreadable`: an answer that is not the API as the wire profile has it; a person must look
 * - `catalog-not-found`, `catalog-ambiguous`: the configured catalog names none, or more than one
 */
export type LcvistaErrorCode =
  | 'lcvista-unauthorized'
  | 'lcvista-unavailable'
  | 'lcvista-changed-while-reading'
  | 'lcvista-unreadable'
  | 'catalog-not-found'
  | 'catalog-ambiguous';

/** A reading that failed for good. The message is for the customer's admins: it names the URL, never the key. */
export class LcvistaError extends Error {
  constructor(
    readonly code: LcvistaErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'LcvistaError';
  }
}

/**
 * A failed reading as it may be shown. What a site answers is quoted in messages, and a site may echo the key it was
 * sent, so the key is taken out at the border of the client.
 */
export function withoutKey(error: unknown, apiKey: string): unknown {
  if (!(error instanceof LcvistaError) || !error.message.includes(apiKey)) return error;
  return new LcvistaError(error.code, error.message.replaceAll(apiKey, '…'));
}
