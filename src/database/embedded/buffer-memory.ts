import { totalmem } from 'node:os';

const MEBIBYTE = 2 ** 20;
/** What PostgreSQL itself would take. */
const LEAST = 128;
/** The pages that look-ups among a million people touch; more would be taken from the machine's own cache of files. */
const MOST = 512;
/** The machine belongs to others, too. */
const SHARE = 8;

/**
 * How much memory the server keeps pages in. Pages that it does not hold are copied from the system's cache for each
 * look-up. Memory is taken only for pages that are touched.
 *
 * @param bytes memory that the machine, or the container, has
 * @returns MiB
 */
export function bufferMemory(bytes: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, bytes / MEBIBYTE / SHARE)));
}

/** Memory that this process and its children may use, in bytes: a container's limit counts, where there is one. */
export function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
