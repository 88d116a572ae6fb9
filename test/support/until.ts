/** Waits until something holds; fails with `what` when it does not in time. */
export async function until(what: string, holds: () => Promise<boolean>, patienceMs = 10_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${patienceMs / 1_000} seconds: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
