import { invalidField } from '../common/domain-error.js';
import { decodeCursor } from '../common/page-cursor.js';

/**
 * Reads the cursor of a list that is ordered by a sequence.
 *
 * @throws DomainError 400 naming `cursor`
 */
export function seqCursor(cursor: string): [number] {
  const [seq] = decodeCursor(cursor, 1);
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq)) {
    throw invalidField('cursor', 'is not a cursor of this list');
  }
  return [seq];
}
