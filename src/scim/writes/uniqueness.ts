import { ConstraintViolation } from '../../database/database-error.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';

/** The answer to a user name that another user has, in whatever case. */
export function takenUserName(userName: string): ScimError {
  return new ScimError(409, `The userName '${userName}' belongs to another user.`, 'uniqueness');
}

/** The answer to the name of another group: directories match groups by their names. */
export function takenDisplayName(displayName: string): ScimError {
  return new ScimError(409, `The displayName '${displayName}' belongs to another group.`, 'uniqueness');
}

/**
 * Runs a write; the database has the last word on what is unique.
 *
 * @param error made only when it is needed: its stack costs more than the rest of the answer
 */
export async function turnDuplicateInto<T>(error: () => ScimError, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (thrown) {
    if (thrown instanceof ConstraintViolation && thrown.kind === 'unique') throw error();
    throw thrown;
  }
}
