import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import type { Projection } from '../../scim-core/resource/projection.js';
import { preconditionFailed } from '../wire/entity-tag.js';

/** What every write needs to know besides its body. */
export interface WriteCall {
  readonly tenant: TenantIdentity;
  readonly origin: Origin;
  readonly projection: Projection;
  /** The versions of `If-Match`; null when there is none. */
  readonly ifMatch: readonly number[] | 'any' | null;
}

/** The versions at which the write may happen; null: at any. */
export function allowedVersions({ ifMatch }: WriteCall): readonly number[] | null {
  return ifMatch === 'any' ? null : ifMatch;
}

/** @throws ScimError 412 when `If-Match` names other versions than this */
export function checkVersion(call: WriteCall, version: number): void {
  if (allowedVersions(call)?.includes(version) === false) throw preconditionFailed();
}

/** @param type of the resource that nobody has; a deleted one is as if it had never been */
export function notFound(type: 'User' | 'Group'): ScimError {
  return new ScimError(404, `There is no ${type} with this id.`);
}
