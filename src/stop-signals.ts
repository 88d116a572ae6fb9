/** How often we look whether npm is still our parent. */
const PARENT_POLL_MS = 300;

/** Ctrl-C under npm arrives twice, from the terminal and from npm; a repetition counts only after this. */
const IMPATIENT_AFTER_MS = 1_000;

/** What happens when `stop` does not end. */
export interface LastResort {
  /** Milliseconds that it may take. */
  readonly withinMs: number;
  /** The same while `isAwaited`: somebody waits for what is still being done. */
  readonly longestMs: number;
  isAwaited(): boolean;
  /** Writes a line that calls somebody; the process then ends. */
  tell(line: string): void;
}

/**
 * Calls `stop` once when the process is asked to end, then exits: 0 when `stop` resolved, 1 when it rejected (its error
 * goes to stderr). Asked are: Ctrl-C, SIGTERM, a closed terminal, and, under `npm start`, the end of the parent; npm
 * hands SIGTERM to a shell, which dies of it and leaves us running unless we notice. Asking again after a second exits
 * at once. Call it before anything is started, so that `stop` must cope with a start that has not finished.
 *
 * @param lastResort left out: `stop` may take as long as it likes
 */
export function onStop(stop: () => Promise<void>, lastResort?: LastResort): void {
  let askedAt: number | undefined;
  const ask = () => {
    if (askedAt !== undefined) {
      if (Date.now() - askedAt > IMPATIENT_AFTER_MS) process.exit(1);
      return;
    }
    askedAt = Date.now();
    if (lastResort !== undefined) endAnyhow(lastResort);
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ask);
  if (process.env.npm_lifecycle_event !== undefined) watchParent(ask);
}

/** However `stop` hangs, the process does not outlive it for long. */
function endAnyhow(lastResort: LastResort): void {
  const began = performance.now();
  setInterval(() => {
    const lasts = performance.now() - began;
    if (lasts < (lastResort.isAwaited() ? lastResort.longestMs : lastResort.withinMs)) return;
    lastResort.tell(`the process did not stop within ${Math.round(lasts)} ms, and ends as it is`);
    process.exit(1);
  }, 100).unref();
}

function watchParent(gone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, PARENT_POLL_MS);
  timer.unref();
}
