import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TenantIdentity } from '../../credentials/caller.js';
import { originOf } from '../../credentials/request-identity.js';
import type { JsonValue } from '../../scim-core/json/json-value.js';
import { parseJson } from '../../scim-core/json/parse-json.js';
import { parseProjection } from '../../scim-core/messages/list-query.js';
import { badRequest } from '../../scim-core/messages/scim-error.js';
import type { ResourceType } from '../../scim-core/schema/resource-type.js';
import type { ReadCall } from '../resources/resource-reader.service.js';
import { readEntityTags } from '../wire/entity-tag.js';
import type { ScimAnswer } from '../wire/scim-answer.js';
import type { WriteCall } from '../writes/write-call.js';

const mediaType = 'application/scim+json; charset=utf-8';

/** The organization that the path names; the access guard has put it there. */
export function tenantOf(request: FastifyRequest): TenantIdentity {
  if (request.tenant === null) throw new Error('a SCIM route ran without the access guard');
  return request.tenant;
}

/** The raw query string: decoding it is the protocol core's business, exactly once. */
export function queryOf(request: FastifyRequest): string {
  const start = request.url.indexOf('?');
  return start === -1 ? '' : request.url.slice(start + 1);
}

/** @throws ScimError 400 `invalidSyntax` when there is no body, or when it is not JSON */
export function bodyOf(request: FastifyRequest): JsonValue {
  const { body } = request;
  const bytes = body instanceof Uint8Array || typeof body === 'string' ? body : '';
  if (bytes.length === 0) throw badRequest('invalidSyntax', 'The request has no body.');
  return parseJson(bytes);
}

/** The id in the path, undecided whether it can be one; empty on routes without. */
export function idOf(request: FastifyRequest): string {
  const { id } = request.params as { id?: string };
  return id ?? '';
}

/**
 * What a read is asked for: `attributes`, `excludedAttributes` and `If-None-Match`.
 *
 * @throws ScimError 400 for a query string that cannot be read
 */
export function readCallOf(request: FastifyRequest, type: ResourceType): ReadCall {
  return {
    tenant: tenantOf(request),
    projection: parseProjection(queryOf(request), type),
    ifNoneMatch: readEntityTags(request.headers['if-none-match']),
  };
}

/**
 * What a write is asked for besides its body: `attributes`, `excludedAttributes` and `If-Match`, and who asks.
 *
 * @throws ScimError 400 for a query string that cannot be read
 */
export function writeCallOf(request: FastifyRequest, type: ResourceType): WriteCall {
  return {
    tenant: tenantOf(request),
    origin: originOf(request),
    projection: parseProjection(queryOf(request), type),
    ifMatch: readEntityTags(request.headers['if-match']),
  };
}

/** Sends an answer. Controllers send by themselves, so that nothing between them and the wire has to look at it. */
export function send(reply: FastifyReply, { status, body, version, location }: ScimAnswer): void {
  void reply.code(status);
  if (version !== undefined) void reply.header('etag', version);
  if (location !== undefined) void reply.header(status === 201 ? 'location' : 'content-location', location);
  if (body === undefined) void reply.send();
  else void reply.header('content-type', mediaType).send(typeof body === 'string' ? body : JSON.stringify(body));
}
