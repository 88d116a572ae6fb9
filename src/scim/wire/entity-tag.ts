import { ScimError } from '../../scim-core/messages/scim-error.js';

/** The ETag of a version, weak as in RFC 7644 section 3.14. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

/**
 * Reads `If-Match` or `If-None-Match`.
 *
 * @returns the versions named, none for tags that are not ours; `any` for `*`; null when there is no such header
 */
export function readEntityTags(header: string | string[] | undefined): readonly number[] | 'any' | null {
  if (header === undefined) return null;
  const tags = (Array.isArray(header) ? header.join(',') : header).split(',').map((tag) => tag.trim());
  if (tags.includes('*')) return 'any';
  const versions = tags.map((tag) => Number(/^(?:W\/)?"(\d{1,15})"$/i.exec(tag)?.[1] ?? Number.NaN));
  return versions.filter((version) => Number.isSafeInteger(version));
}

/** The answer to a write whose `If-Match` names another version than the present one. */
export function preconditionFailed(): ScimError {
  return new ScimError(412, 'The resource has another version than the one named by If-Match.');
}
