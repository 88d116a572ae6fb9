import { randomBytes } from 'node:crypto';

/**
 * The beginning of ids that are made one after the other: UUIDs of version 7 (RFC 9562) whose last twelve digits are a
 * counter. Random ids by the million would each touch another page of their index.
 *
 * @param at when they are made; two sets of the same millisecond differ in 26 random bits
 * @returns a UUID without its last twelve digits
 */
export function orderedIdPrefix(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  const random = randomBytes(4).toString('hex');
  const variant = '89ab'[Number.parseInt(random.slice(3, 4), 16) % 4];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-`;
}
