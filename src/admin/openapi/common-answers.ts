import type { OpenAPIObject } from '@nestjs/swagger';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const common: Record<number, string> = {
  400: '`validation-failed`: a parameter or field is wrong; `errors` names it.',
  401: '`unauthenticated`: no credential, or one that does not hold. `WWW-Authenticate: Bearer` is sent along.',
  403: '`forbidden`: a good credential in the wrong place.',
  404: 'Nothing of that name, or nothing that this credential may know of.',
  413: '`body-too-large`: `detail` names the limit.',
  414: '`uri-too-long`: a part of the address is too long to be a name of anything.',
  415: '`unsupported-media-type`: another media type than described, or a `Content-Encoding`.',
  429: '`too-many-requests`: try again after `Retry-After` seconds.',
  503: 'Not now: try again after `Retry-After` seconds.',
};

/**
 * Adds the errors that any route can answer, where the route does not describe its own.
 *
 * @param guarded whether the route asks for a credential
 */
export function addCommonAnswers(path: string, method: string, operation: Operation, guarded: boolean): void {
  if (path.startsWith('/scim/') || !guarded) return;
  const statuses = [401, 403, 429, 503];
  if (path.includes('{')) statuses.push(404, 414);
  // A body is read, and can be wrong, also where none is asked for.
  if (operation.requestBody !== undefined || method !== 'get') statuses.push(400, 413, 415);
  if ((operation.parameters ?? []).length > 0) statuses.push(400);
  for (const status of statuses) {
    operation.responses[status] ??= {
      description: common[status] ?? '',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
}
