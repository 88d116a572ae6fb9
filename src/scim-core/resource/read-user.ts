import type { JsonObject, JsonValue } from '../json/json-value.js';
import { USER } from '../schema/resource-type.js';
import { readResource } from './read-resource.js';

/**
 * Reads the body of a POST or PUT of a user. `active` that is left out is true for a new user and stays as it is
 * for a present one; a password is checked and forgotten.
 *
 * @param present the stored user that a PUT replaces
 * @throws ScimError 400, see `readResource`
 */
export function readUser(body: JsonValue, present?: JsonObject): JsonObject {
  return readResource(body, USER, present);
}
