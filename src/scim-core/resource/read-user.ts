import type { JsonObject, JsonValue } from '../json/json-value.js';
import { USER } from '../schema/resource-type.js';
import { readResource } from './read-resource.js';

/**
 * Reads the body of a POST or PUT of a user. `active` is true when left out; a password is checked and forgotten.
 *
 * @throws ScimError 400, see `readResource`
 */
export function readUser(body: JsonValue): JsonObject {
  return readResource(body, USER);
}
