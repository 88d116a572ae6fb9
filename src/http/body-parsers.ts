import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError, invalidField } from '../common/domain-error.js';
import { isStorableText } from '../common/storable-text.js';
import { bodyLimitOf, bodyTooLarge } from './body-limits.js';
import { HttpRefusal } from './problem.js';
import { isScimPath, pathOf } from './paths.js';

const formType = 'application/x-www-form-urlencoded';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads bodies: SCIM ones as the bytes that came (the protocol core parses them), JSON, forms for the token endpoint
 * and CSV for imports. The framework's own parsers go: they answer with errors of their own and let `__proto__` through.
 */
export function installBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    readBody(request, body as Buffer, done);
  });
}

function readBody(request: FastifyRequest, body: Buffer, done: Done): void {
  try {
    done(null, isScimPath(request.url) ? body : parseBody(request, body));
  } catch (error) {
    done(error as Error);
  }
}

function parseBody(request: FastifyRequest, body: Buffer): unknown {
  if (body.length > bodyLimitOf(request.url)) throw bodyTooLarge(request.url);
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // The token endpoint refuses whatever is no form in words of its own (RFC 6749 §5.2).
  if (pathOf(request.url).startsWith('/oauth/')) return type === formType ? decode(body) : undefined;
  if (type === 'application/json' || type.endsWith('+json')) return parseJson(body);
  if (type === 'text/csv') return decode(body);
  if (body.length === 0) return undefined;
  throw new HttpRefusal(415, 'The body must be application/json.');
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const text = decode(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed('malformed-json', 'is not valid JSON', error);
  }
  refuseUnstorable(value, '', 0);
  return value;
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (error) {
    throw malformed('malformed-text', 'is not valid UTF-8', error);
  }
}

function malformed(code: string, message: string, cause: unknown): DomainError {
  return new DomainError('invalid', code, `The body ${message}.`, { errors: [{ field: 'body', message }], cause });
}

const deepest = 20;

/** Text that PostgreSQL cannot store, keys that are traps, and nesting that only an attacker sends. */
function refuseUnstorable(value: unknown, field: string, depth: number): void {
  if (depth > deepest) throw invalidBody(field, `must not be nested deeper than ${deepest} levels`);
  if (typeof value === 'string' && !isStorableText(value)) {
    throw invalidBody(field, 'must not contain NUL characters or lone surrogates');
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const path = field === '' ? key : `${field}.${key}`;
    if (key === '__proto__' || !isStorableText(key)) throw invalidBody(path, 'is not an allowed name');
    refuseUnstorable(item, path, depth + 1);
  }
}

function invalidBody(field: string, message: string): DomainError {
  const shown = field.replace(/[\0\p{Surrogate}]/gu, '?').slice(0, 200);
  return invalidField(shown === '' ? 'body' : shown, message);
}
