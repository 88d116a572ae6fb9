import { randomBytes } from 'node:crypto';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The greatest multiple of 62 in a byte: what lies above is thrown away, so that every digit is equally likely. */
const evenlySpread = 248;

/** A random text of that many digits, from the system's source of randomness. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    const usable = [...randomBytes(length)].filter((byte) => byte < evenlySpread);
    text += usable.map((byte) => digits.charAt(byte % 62)).join('');
  }
  return text.slice(0, length);
}

/** A whole number as text of a fixed length, filled with zeros at the front. */
export function toBase62(value: number, length: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = digits.charAt(rest % 62) + text;
  return text.padStart(length, '0');
}
