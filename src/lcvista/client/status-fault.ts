import { LcvistaError } from './lcvista-error.js';
import { excerpt, PassingFault, shown, unreadable } from './page-fault.js';

/** An answer whose status is not 200. */
export interface RefusedPage {
  readonly url: URL;
  readonly status: number;
  /** the beginning of the body, '' when it could not be read */
  readonly said: string;
  readonly location: string | undefined;
  readonly retryAfterMs: number | null;
  /** the site itself named this page a moment ago, so a 404 means that something moved */
  readonly promised: boolean;
}

const passing = new Set([408, 500, 502, 503, 504]);

/** What a status means for the reading: wait and ask again, or fail with a code that says who must act. */
export function statusFault(page: RefusedPage): LcvistaError | PassingFault {
  const { url, status } = page;
  const answered = `${shown(url)}: answered ${status}${page.said === '' ? '' : ` (${excerpt(detailOf(page.said))})`}`;
  if (status === 401 || status === 403) return new LcvistaError('lcvista-unauthorized', answered);
  if (status === 429) return new PassingFault(answered, true, page.retryAfterMs);
  if (passing.has(status)) return new PassingFault(answered, false);
  if (status === 404 && page.promised) return new LcvistaError('lcvista-changed-while-reading', answered);
  if (status >= 300 && status < 400) {
    return unreadable(url, `answered ${status}, a redirect to ${excerpt(page.location ?? 'nowhere')}`);
  }
  return new LcvistaError('lcvista-unreadable', answered);
}

/** Django REST framework says what is wrong in `detail`; anything else is quoted as it is. */
function detailOf(said: string): string {
  try {
    const value: unknown = JSON.parse(said);
    if (typeof value === 'object' && value !== null && 'detail' in value && typeof value.detail === 'string') {
      return value.detail;
    }
  } catch {
    return said;
  }
  return said;
}
