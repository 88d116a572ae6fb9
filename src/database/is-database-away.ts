import { DomainError } from '../common/domain-error.js';

/** Whether a question failed because the database cannot answer now; anything else is a defect of the question. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}
