import type { JsonObject } from '../json/json-value.js';
import type { BulkOperation } from './bulk-request.js';
import type { ScimError, ScimErrorBody } from './scim-error.js';

export const BULK_RESPONSE_URN = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** What came of one operation (RFC 7644 section 3.7). */
export interface BulkResult {
  method: string;
  bulkId?: string;
  location?: string;
  version?: string;
  status: string;
  response?: JsonObject | ScimErrorBody;
}

/** A success as the executor knows it. */
export interface BulkSuccess {
  readonly status: number;
  readonly location: string;
  readonly version?: string | undefined;
}

/** The result of an operation that was done. */
export function bulkSuccess({ method, bulkId }: BulkOperation, success: BulkSuccess): BulkResult {
  return {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    location: success.location,
    ...(success.version === undefined ? {} : { version: success.version }),
    status: String(success.status),
  };
}

/**
 * The result of an operation that failed; the error's body is obligatory.
 *
 * @param location of the resource, unless it was to be made
 */
export function bulkFailure({ method, bulkId }: BulkOperation, error: ScimError, location?: string): BulkResult {
  return {
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(location === undefined ? {} : { location }),
    status: String(error.status),
    response: error.toBody(),
  };
}

/** The answer to a bulk request; operations left undone after `failOnErrors` are not in it. */
export function bulkResponse(results: readonly BulkResult[]): { schemas: string[]; Operations: readonly BulkResult[] } {
  return { schemas: [BULK_RESPONSE_URN], Operations: results };
}
