import type { QueryRunner } from 'typeorm';

/**
 * Does something with another patience for locks than a migration has otherwise.
 *
 * @param milliseconds 0: however long it takes
 */
export async function withLockTimeout(
  runner: QueryRunner,
  milliseconds: number,
  work: () => Promise<unknown>,
): Promise<void> {
  await runner.query(`set lock_timeout = ${milliseconds}`);
  try {
    await work();
  } finally {
    // The connection is used again, by what runs next or by the next attempt; one that is gone has taken it along.
    await runner.query(`reset lock_timeout`).catch(() => undefined);
  }
}
