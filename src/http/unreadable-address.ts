import type { FastifyError } from 'fastify';
import { isScimPath } from './paths.js';
import { HttpRefusal } from './problem.js';

const details: Record<string, string | undefined> = {
  FST_ERR_BAD_URL: 'The address cannot be decoded.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the address is too long.',
};

/**
 * What is said about an address that no route can be looked up for. The framework's own message repeats it, of
 * whatever length. Below `/scim` such an id is one of many that nobody has.
 */
export function unreadableAddress(error: FastifyError, url: string): Error {
  const detail = details[error.code];
  if (detail === undefined) return error;
  return isScimPath(url) ? new HttpRefusal(404, 'There is no such resource.') : refusal(error, detail);
}

function refusal({ statusCode = 400 }: FastifyError, detail: string): HttpRefusal {
  return new HttpRefusal(statusCode, detail);
}
