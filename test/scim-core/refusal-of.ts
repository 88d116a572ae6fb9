import { ScimError } from '../../src/scim-core/messages/scim-error.js';

/** The ScimError an action throws; any other outcome fails the test. */
export function refusalOf(action: () => unknown): ScimError {
  try {
    action();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
