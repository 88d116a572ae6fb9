import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { ScimError } from '../scim-core/messages/scim-error.js';
import { securityHeaders } from './security-headers.js';

/** A refusal that is written past the framework, with everything that the framework's answers have. */
export interface BareAnswer {
  readonly status: number;
  readonly title: string;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

/**
 * @param scim whether the request was a SCIM call, as far as can be seen
 * @param detail a sentence for a person
 */
export function bareAnswer(status: number, scim: boolean, detail: string): BareAnswer {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const requestId = randomUUID();
  const body = JSON.stringify(
    scim ? new ScimError(status, detail).toBody() : problem(status, title, detail, requestId),
  );
  const headers = {
    'content-type': `application/${scim ? 'scim' : 'problem'}+json; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    'x-request-id': requestId,
    ...securityHeaders,
  };
  return { status, title, headers, body };
}

function problem(status: number, title: string, detail: string, requestId: string): object {
  const errors = status === 400 ? { errors: [{ field: 'request', message: detail }] } : {};
  return { type: 'about:blank', title, status, detail, code: 'unreadable-request', requestId, ...errors };
}
