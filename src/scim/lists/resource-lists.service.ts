import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { PublicAddress } from '../../config/public-address.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Database } from '../../database/database.js';
import type { ListQuery } from '../../scim-core/messages/list-query.js';
import { listResponse } from '../../scim-core/messages/list-response.js';
import { isShown } from '../../scim-core/resource/projection.js';
import { showResource } from '../resources/show-resource.js';
import { ScimLocations } from '../scim-locations.js';
import { ListCursors, listIdentity } from './list-cursor.js';
import { type ListedRow, ListRepository } from './list.repository.js';
import { LISTED_GROUPS, LISTED_USERS, type ListedType } from './listed-type.js';

/** Lists of users and of groups: filtered, sorted, in pages by index or by cursor. */
@Injectable()
export class ResourceLists {
  constructor(
    private readonly database: Database,
    private readonly lists: ListRepository,
    private readonly cursors: ListCursors,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns a list response as JSON
   * @throws ScimError 400 `invalidCursor` or `expiredCursor`
   */
  users(tenant: TenantIdentity, query: ListQuery): Promise<string> {
    return this.list(tenant, LISTED_USERS, query);
  }

  /** @throws ScimError as `users` */
  groups(tenant: TenantIdentity, query: ListQuery): Promise<string> {
    return this.list(tenant, LISTED_GROUPS, query);
  }

  private list(tenant: TenantIdentity, listed: ListedType, query: ListQuery): Promise<string> {
    return query.paging.kind === 'index' ? this.byIndex(tenant, listed, query) : this.byCursor(tenant, listed, query);
  }

  private async byIndex(tenant: TenantIdentity, listed: ListedType, query: ListQuery): Promise<string> {
    const startIndex = query.paging.kind === 'index' ? query.paging.startIndex : 1;
    const { total, rows } = await this.page(tenant, listed, query, {
      after: null,
      offset: startIndex - 1,
      limit: query.paging.count,
    });
    return listResponse(this.present(tenant, listed, query, rows), total, { startIndex });
  }

  /** One more row than asked for, or one that was too much to show, tells that there is a next page. */
  private async byCursor(tenant: TenantIdentity, listed: ListedType, query: ListQuery): Promise<string> {
    const identity = listIdentity(tenant.id, listed.type.endpoint, query);
    const { cursor, count } = query.paging.kind === 'cursor' ? query.paging : { cursor: null, count: 0 };
    const after = cursor === null ? null : this.cursors.read(identity, cursor, this.clock.now()).key;
    const { total, paged, rows } = await this.page(tenant, listed, query, { after, offset: 0, limit: count + 1 });
    const shown = rows.slice(0, count);
    const last = shown.at(-1);
    const nextCursor =
      paged > shown.length && last !== undefined
        ? this.cursors.write(identity, { seq: last.seq, id: last.id, sortKey: last.sort_key }, 0, this.clock.now())
        : undefined;
    return listResponse(this.present(tenant, listed, query, shown), total, { nextCursor });
  }

  private page(
    tenant: TenantIdentity,
    listed: ListedType,
    query: ListQuery,
    stretch: { after: Parameters<ListCursors['write']>[1] | null; offset: number; limit: number },
  ): ReturnType<ListRepository['page']> {
    const withHeldApart = isShown(query.projection, listed.type, listed.heldApart);
    const request = { filter: query.filter, sort: query.sort, withHeldApart, ...stretch };
    return this.lists.page(this.database.tenant(tenant.id), listed, request, this.locations(tenant));
  }

  private present(
    tenant: TenantIdentity,
    listed: ListedType,
    { projection }: ListQuery,
    rows: readonly ListedRow[],
  ): string[] {
    const locations = this.locations(tenant);
    return rows.map((row) => showResource(row, listed.type, projection, locations));
  }

  private locations(tenant: TenantIdentity): ScimLocations {
    return new ScimLocations(this.address.base, tenant.slug);
  }
}
