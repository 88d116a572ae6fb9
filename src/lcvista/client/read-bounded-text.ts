/** A body that went past its limit; the rest was not read. */
export class OversizedBodyError extends Error {
  constructor(readonly limit: number) {
    super(`more than ${limit} bytes`);
    this.name = 'OversizedBodyError';
  }
}

/**
 * Reads a body as UTF-8 and stops at the limit, whatever its length header claims. Leaving the loop destroys the stream
 * and with it the connection, so a body without end costs no more than the limit.
 *
 * @throws OversizedBodyError past the limit, TypeError when the bytes are no UTF-8
 */
export async function readBoundedText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw new OversizedBodyError(limit);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size));
}

/** The beginning of a body for an error message; never fails, since the status is the news. */
export async function readBeginning(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  let text = '';
  try {
    for await (const chunk of body) {
      text += Buffer.from(chunk).toString('latin1');
      if (text.length >= limit) break;
    }
  } catch {
    return text.slice(0, limit);
  }
  return text.slice(0, limit);
}
