/** What became of a mail. */
export interface MailVerdict {
  readonly sent: boolean;
  /** Only when it is certain that nothing was sent, and another time may go better. */
  readonly tryAgain: boolean;
  /** For administrators: what the server said, but not where it is. */
  readonly error: string | null;
}

/**
 * Whether to try again after a failure. A mail is sent once at most: when the connection broke while it was handed over,
 * the server may have taken it, so that is the end of it.
 *
 * @param phase `reaching`: before anything was handed over
 */
export function judgeMailError(error: unknown, phase: 'reaching' | 'sending'): MailVerdict {
  const status = fieldOf(error, 'responseCode');
  if (typeof status === 'number') {
    const answer = fieldOf(error, 'response');
    const said = typeof answer === 'string' ? answer.replace(/\s+/g, ' ').slice(0, 300) : String(status);
    return { sent: false, tryAgain: status < 500, error: `The mail server refused: ${said}` };
  }
  if (phase === 'reaching') return { sent: false, tryAgain: true, error: 'The mail server cannot be reached.' };
  const lost = 'The mail server went away while it took the mail: nobody knows whether it arrived.';
  return { sent: false, tryAgain: false, error: lost };
}

function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
