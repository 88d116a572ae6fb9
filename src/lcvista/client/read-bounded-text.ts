/** A body that went past its limit; the rest was not read. */
export class OversizedBodyError extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`);
    this.name = 'OversizedBodyError';
  }
}

/** A body that is no text. */
export class EncodingError extends Error {
  constructor() {
    super('the body is not UTF-8');
    this.name = 'EncodingError';
  }
}

/**
 * Reads a body as UTF-8 and stops at the limit, whatever its length header claims. Leaving the loop destroys the stream
 * and with it the connection, so a body without end costs no more than the limit.
 *
 * @throws OversizedBodyError past the limit, EncodingError when the bytes are no UTF-8
 */
export async function readBoundedText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new OversizedBodyError(limit);
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks, size));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EncodingError();
  }
}

/** The beginning of a body for an error message; never fails, since the status is the news. */
export async function readBeginning(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const beginning = (): string => Buffer.concat(chunks).subarray(0, limit).toString('utf8');
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size >= limit) break;
    }
  } catch {
    return beginning();
  }
  return beginning();
}
