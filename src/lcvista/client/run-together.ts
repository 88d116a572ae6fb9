/**
 * Runs tasks side by side; when one fails, the others are told to stop. Settles only when all of them have, so that
 * nothing of a failed reading is still at work afterwards.
 *
 * @throws the first failure, or the outer signal's reason
 */
export async function runTogether(
  outer: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  outer.throwIfAborted();
  const inner = new AbortController();
  const stop = (): void => inner.abort(outer.reason);
  outer.addEventListener('abort', stop, { once: true });
  const failures: unknown[] = [];
  await Promise.all(
    tasks.map((task) =>
      task(inner.signal).catch((error: unknown) => {
        failures.push(error);
        inner.abort(error);
      }),
    ),
  );
  outer.removeEventListener('abort', stop);
  outer.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
