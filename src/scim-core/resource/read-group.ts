import type { JsonObject, JsonValue } from '../json/json-value.js';
import { GROUP } from '../schema/resource-type.js';
import { readMemberIds } from './read-member-ids.js';
import { readResource, requireObject } from './read-resource.js';

/** A group as sent: members are kept as rows, so they come apart from the rest. */
export interface GroupBody {
  readonly resource: JsonObject;
  /** The ids of the members, each once, in the order sent; empty when the body had none. */
  readonly memberIds: readonly string[];
}

/**
 * Reads the body of a POST or PUT of a group.
 *
 * @throws ScimError 400, see `readResource` and `readMemberIds`
 */
export function readGroup(body: JsonValue): GroupBody {
  const resource = readResource(body, GROUP);
  const members = requireObject(body).get('members') ?? null;
  return { resource, memberIds: members === null || members === '' ? [] : readMemberIds(members) };
}
