/**
 * The one rule by which two e-mail addresses are the same: trimmed and lower-cased, nothing else.
 * Aliases, plus addresses and dots are different addresses, and no look-alike letters are folded.
 *
 * @param address an address as somebody sent it, or nothing
 * @returns the key to compare by, or null when there is no address
 */
export function emailKey(address: string | null | undefined): string | null {
  const key = (address ?? '').trim().toLowerCase();
  return key === '' ? null : key;
}
