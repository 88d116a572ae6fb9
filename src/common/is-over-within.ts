/**
 * Waits for something, but no longer than a time. What is not over by then goes on, and how it ends concerns nobody.
 *
 * @returns whether it was over in time
 * @throws what it failed with, in time
 */
export async function isOverWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
