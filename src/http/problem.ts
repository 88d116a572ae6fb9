import { HttpException } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { DomainError, type DomainErrorKind, type FieldError } from '../common/domain-error.js';
import { ConstraintViolation } from '../database/database-error.js';

/** An RFC 9457 problem document, with the status that it goes out with. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly FieldError[];
  readonly [extension: string]: unknown;
}

const statuses: Record<DomainErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'too-many-requests': 429,
  unavailable: 503,
};

/** Codes for what the HTTP layer itself refuses. */
const codes: Record<number, string | undefined> = {
  400: 'bad-request',
  404: 'route-not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  413: 'body-too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
};

/**
 * Whatever was thrown as a refusal that the service understands: a domain error as it is, the HTTP layer's own errors
 * and stray constraint violations as their nearest kin.
 *
 * @returns null for a defect of ours: a 500 whose details stay in the log
 */
export function refusalOf(error: unknown): DomainError | HttpRefusal | null {
  if (error instanceof DomainError || error instanceof HttpRefusal) return error;
  if (error instanceof ConstraintViolation) {
    return new DomainError('conflict', 'conflict', 'The change contradicts what is stored.', { cause: error });
  }
  const status = httpStatusOf(error);
  return status === null || status >= 500 ? null : new HttpRefusal(status, messageOf(error));
}

/** Something that HTTP itself refuses: no such route, a body too large, a media type nobody reads. */
export class HttpRefusal extends Error {
  readonly code: string;

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.code = codes[status] ?? 'bad-request';
  }
}

/** The HTTP status of a refusal. */
export function statusOf(refusal: DomainError | HttpRefusal): number {
  return refusal instanceof DomainError ? statuses[refusal.kind] : refusal.status;
}

/** Writes the document for a refusal, or for a defect (null). */
export function problemOf(refusal: DomainError | HttpRefusal | null, requestId: string): Problem {
  if (refusal === null) return problem(500, 'internal-error', 'Something went wrong on our side.', requestId, {});
  const details = refusal instanceof DomainError ? refusal.details : {};
  const status = statusOf(refusal);
  const named = details.errors ?? (status === 400 ? [{ field: 'request', message: refusal.message }] : undefined);
  const errors = named === undefined ? {} : { errors: named };
  return problem(status, refusal.code, refusal.message, requestId, { ...errors, ...details.extensions });
}

function problem(status: number, code: string, detail: string, requestId: string, extensions: object): Problem {
  return {
    type: `about:blank`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
    ...extensions,
  };
}

function httpStatusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' ? status : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'The request was refused.';
}
