import { isScimPath } from './paths.js';
import { HttpRefusal } from './problem.js';

const mebibyte = 1024 * 1024;

/** The largest body of all, a SCIM one, in bytes. */
export const scimBodyLimit = 5 * mebibyte;

/** The largest body, in bytes, that may be sent to an address. */
export function bodyLimitOf(url: string): number {
  return isScimPath(url) ? scimBodyLimit : mebibyte;
}

/** The answer to a larger body than that: it says how large one may be. */
export function bodyTooLarge(url: string): HttpRefusal {
  return new HttpRefusal(413, `The body is larger than ${bodyLimitOf(url)} bytes.`);
}
