import { createHmac, timingSafeEqual } from 'node:crypto';
import { printFilter } from '../../scim-core/filter/print-filter.js';
import { badRequest, type ScimError } from '../../scim-core/messages/scim-error.js';
import type { ListQuery } from '../../scim-core/messages/list-query.js';
import type { ListKey } from './list-key.js';

/** What a cursor is good for: one list of one organization, in one order, in pages of one size. */
export function listIdentity(organizationId: string, endpoint: string, { filter, sort, paging }: ListQuery): string {
  const order = sort === null ? '' : `${sort.target.name} ${sort.descending ? 'descending' : 'ascending'}`;
  return JSON.stringify([organizationId, endpoint, filter === null ? '' : printFilter(filter), order, paging.count]);
}

/**
 * Writes and reads the cursors of RFC 9865: where the next page begins and until when that may be asked, sealed with the
 * list's identity. The alphabet is that of base64url with a full stop.
 */
export class ListCursors {
  /**
   * @param keys of this purpose, the same in every process; the first writes, all of them read
   * @param lifetime of a cursor, in seconds
   */
  constructor(
    private readonly keys: readonly Buffer[],
    private readonly lifetime: number,
  ) {}

  write(identity: string, { seq, id, sortKey }: ListKey, rank: number, now: Date): string {
    const expires = Math.floor(now.getTime() / 1000) + this.lifetime;
    const payload = Buffer.from(JSON.stringify([expires, rank, seq, id, sortKey])).toString('base64url');
    return `${payload}.${this.seals(identity, payload)[0] ?? ''}`;
  }

  /** @throws ScimError 400 `invalidCursor` when it is none of ours for this list, `expiredCursor` when it is too old */
  read(identity: string, cursor: string, now: Date): { key: ListKey; rank: number } {
    const [payload = '', seal = '', ...more] = cursor.split('.');
    if (more.length > 0 || !this.isSealed(identity, payload, seal)) throw invalidCursor();
    const [expires, rank, seq, id, sortKey] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
      number,
      number,
      number,
      string,
      string | null,
    ];
    if (expires * 1000 < now.getTime()) {
      throw badRequest('expiredCursor', 'The cursor has expired: begin again with the first page.');
    }
    return { key: { seq, id, sortKey }, rank };
  }

  private isSealed(identity: string, payload: string, seal: string): boolean {
    const given = Buffer.from(seal);
    return this.seals(identity, payload).some((text) => {
      const expected = Buffer.from(text);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }

  private seals(identity: string, payload: string): string[] {
    return this.keys.map((key) => createHmac('sha256', key).update(`${identity}\n${payload}`).digest('base64url'));
  }
}

function invalidCursor(): ScimError {
  return badRequest('invalidCursor', 'The cursor was not given for this list: repeat all parameters unchanged.');
}
