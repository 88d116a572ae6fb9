import { DomainError } from '../../common/domain-error.js';
import { LcvistaError } from '../client/lcvista-error.js';
import type { RunFailure } from './run-life.repository.js';

/** Minutes after a failed attempt until the next: first, second, third. */
const retryMinutes = [5, 15, 60];

const retried: ReadonlySet<string> = new Set([
  'lcvista-unavailable',
  'lcvista-changed-while-reading',
  'lcvista-unreadable',
  'connection-changed',
]);

const longestMessage = 2_000;

/** The connection was taken away, or reads something else than it did, while a run was under way. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';

  constructor(
    readonly code: 'connection-removed' | 'connection-changed',
    message: string,
  ) {
    super(message);
  }
}

/**
 * What a run says about why it failed: the site's words when it was the site, ours when it was a setting, and nothing of
 * our insides when it was a defect.
 */
export function failureOf(error: unknown, attempt: number): RunFailure {
  const { code, message } = described(error);
  const retryable = retried.has(code) || code === 'internal';
  return {
    code,
    message: message.slice(0, longestMessage),
    retryAfterMinutes: retryable ? (retryMinutes[attempt - 1] ?? null) : null,
  };
}

function described(error: unknown): { code: string; message: string } {
  if (error instanceof LcvistaError || error instanceof ConnectionLost) return error;
  if (error instanceof DomainError && error.kind === 'invalid') {
    return { code: 'connection-not-usable', message: error.message };
  }
  return { code: 'internal', message: 'Something went wrong on our side; the log has the details.' };
}
