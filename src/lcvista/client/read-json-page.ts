import type { Dispatcher } from 'undici';
import { excerpt, unreadable } from './page-fault.js';
import { parseRetryAfter } from '../../common/parse-retry-after.js';
import { EncodingError, OversizedBodyError, readBeginning, readBoundedText } from './read-bounded-text.js';
import type { ReadingLimits } from './reading-limits.js';
import { statusFault } from './status-fault.js';
import { transportFault } from './transport-fault.js';
import { DeadlineError, withinDeadline } from './within-deadline.js';

/** One GET. */
export interface PageRequest {
  readonly url: URL;
  /** the site itself named this page a moment ago, so a 404 means that something moved */
  readonly promised: boolean;
}

/** What every request of one reading shares. */
export interface PageSource {
  /** bound to the site's origin: it cannot send the key anywhere else */
  readonly pool: Dispatcher;
  readonly apiKey: string;
  readonly limits: ReadingLimits;
  readonly now: () => number;
}

const quotedBytes = 2_048;
const unreadableBody = [DeadlineError, EncodingError, OversizedBodyError];

/**
 * Asks for one page, once, and reads it as JSON. Redirects are not followed.
 *
 * @returns the parsed JSON, of any form
 * @throws PassingFault when asking again may help, LcvistaError when not, the signal's reason when aborted
 */
export async function readJsonPage(source: PageSource, request: PageRequest, signal: AbortSignal): Promise<unknown> {
  const { url } = request;
  try {
    return await withinDeadline(source.limits.pageMs, signal, (inner) => ask(source, request, inner));
  } catch (error) {
    signal.throwIfAborted();
    if (unreadableBody.some((fault) => error instanceof fault)) throw unreadable(url, (error as Error).message);
    throw transportFault(url, error);
  }
}

async function ask({ pool, apiKey, limits, now }: PageSource, { url, promised }: PageRequest, signal: AbortSignal) {
  const { statusCode, headers, body } = await pool.request({
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    headers: { authorization: `Token ${apiKey}`, accept: 'application/json', 'accept-encoding': 'identity' },
    signal,
  });
  const header = (name: string): string | undefined => [headers[name]].flat()[0];
  const contentType = header('content-type') ?? 'no content type';
  if (statusCode !== 200) {
    const said = await readBeginning(body, quotedBytes);
    const retryAfterMs = parseRetryAfter(header('retry-after'), now());
    throw statusFault({ url, status: statusCode, said, location: header('location'), retryAfterMs, promised });
  }
  const encoding = header('content-encoding') ?? 'identity';
  if (!/^application\/([a-z.+-]+\+)?json\s*(;|$)/i.test(contentType) || encoding !== 'identity') {
    const said = await readBeginning(body, quotedBytes);
    throw unreadable(url, `no JSON but ${excerpt(contentType)} in ${excerpt(encoding)} encoding: ${excerpt(said)}`);
  }
  return parseJson(url, await readBoundedText(body, limits.pageBytes));
}

function parseJson(url: URL, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw unreadable(url, `broken JSON of ${text.length} characters (${excerpt(why)}): ${excerpt(text)}`);
  }
}
