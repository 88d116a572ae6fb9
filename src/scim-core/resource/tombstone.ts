const TOMBSTONE = /^[0-9a-f]{32}.+@/;

/**
 * Whether a user name is the one Entra gives to a soft-deleted account: the 32 hexadecimal digits of its object id put
 * before the old name.
 */
export function isTombstone(userName: string): boolean {
  return TOMBSTONE.test(userName);
}
