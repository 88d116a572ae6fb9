import { invalidField } from '../common/domain-error.js';
import { isUuid } from '../common/is-uuid.js';
import { decodeCursor, type PageKey } from '../common/page-cursor.js';

/** The place of a row in lists of credentials: newest first, ids among those of one instant. */
export function placeInTime({ createdAt, id }: { createdAt: Date; id: string }): PageKey {
  return [createdAt.toISOString(), id];
}

/** @throws DomainError 400 naming `cursor` */
export function readPlaceInTime(cursor: string | undefined): PageKey | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, 2);
  const isInstant = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at);
  if (!isInstant || Number.isNaN(Date.parse(at)) || typeof id !== 'string' || !isUuid(id)) {
    throw invalidField('cursor', 'is not a cursor of this list');
  }
  return [at, id];
}
