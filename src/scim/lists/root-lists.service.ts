import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { PublicAddress } from '../../config/public-address.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Database } from '../../database/database.js';
import type { ListQuery } from '../../scim-core/messages/list-query.js';
import { listResponse } from '../../scim-core/messages/list-response.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import { isShown } from '../../scim-core/resource/projection.js';
import type { ResourceType } from '../../scim-core/schema/resource-type.js';
import { showResource } from '../resources/show-resource.js';
import { ScimLocations } from '../scim-locations.js';
import { ListCursors, listIdentity } from './list-cursor.js';
import { LISTED_GROUPS, LISTED_USERS, type ListedType } from './listed-type.js';
import { type RootHit, RootListRepository, type RootPart } from './root-list.repository.js';

interface Part extends RootPart {
  readonly query: ListQuery;
}

/** Lists over all resource types at once (RFC 7644 section 3.4.2.1): users first, then groups, unless sorted. */
@Injectable()
export class RootLists {
  constructor(
    private readonly database: Database,
    private readonly lists: RootListRepository,
    private readonly cursors: ListCursors,
    private readonly address: PublicAddress,
    private readonly clock: Clock,
  ) {}

  /**
   * @param read the query as one type understands it; a type that cannot understand it has no hits
   * @throws ScimError 400 when no type can
   */
  async list(tenant: TenantIdentity, read: (type: ResourceType) => ListQuery): Promise<string> {
    const parts = readParts(read);
    const { paging } = parts[0].query;
    if (paging.kind === 'cursor') return this.byCursor(tenant, parts, paging);
    const { startIndex, count } = paging;
    const page = { after: null, offset: startIndex - 1, limit: count };
    const { total, hits } = await this.find(tenant, parts, page);
    return listResponse(await this.present(tenant, parts, hits), total, { startIndex });
  }

  private async byCursor(
    tenant: TenantIdentity,
    parts: readonly Part[],
    { cursor, count }: { cursor: string | null; count: number },
  ): Promise<string> {
    const identity = parts.map(({ query, listed }) => listIdentity(tenant.id, `/${listed.table}`, query)).join();
    const now = this.clock.now();
    const read = cursor === null ? null : this.cursors.read(identity, cursor, now);
    const after = read && { ...read.key, rank: read.rank };
    const { total, paged, hits } = await this.find(tenant, parts, { after, offset: 0, limit: count + 1 });
    const shown = hits.slice(0, count);
    const last = shown.at(-1);
    const isMore = paged > shown.length && last !== undefined;
    const nextCursor = isMore ? this.cursors.write(identity, last, last.rank, now) : undefined;
    return listResponse(await this.present(tenant, parts, shown), total, { nextCursor });
  }

  private find(
    tenant: TenantIdentity,
    parts: readonly Part[],
    stretch: Omit<Parameters<RootListRepository['find']>[1], 'parts'>,
  ): ReturnType<RootListRepository['find']> {
    const scope = this.database.tenant(tenant.id);
    return this.lists.find(scope, { parts, ...stretch }, new ScimLocations(this.address.base, tenant.slug));
  }

  private async present(tenant: TenantIdentity, parts: readonly Part[], hits: readonly RootHit[]): Promise<string[]> {
    const scope = this.database.tenant(tenant.id);
    const locations = new ScimLocations(this.address.base, tenant.slug);
    const found = new Map<string, string>();
    for (const [rank, part] of parts.entries()) {
      const ids = hits.filter((hit) => hit.rank === rank).map(({ id }) => id);
      const rows = ids.length === 0 ? [] : await this.lists.rows(scope, part, ids, locations);
      for (const row of rows) found.set(row.id, showResource(row, part.listed.type, part.query.projection, locations));
    }
    return hits.map(({ id }) => found.get(id)).filter((resource) => resource !== undefined);
  }
}

function readParts(read: (type: ResourceType) => ListQuery): [Part, ...Part[]] {
  const [first, second] = [LISTED_USERS, LISTED_GROUPS].map((listed) => readPart(listed, read));
  if (first instanceof ScimError) {
    if (second === undefined || second instanceof ScimError) throw first;
    return [second];
  }
  if (first === undefined) throw new Error('there is no resource type');
  return second === undefined || second instanceof ScimError ? [first] : [first, second];
}

function readPart(listed: ListedType, read: (type: ResourceType) => ListQuery): Part | ScimError {
  try {
    const query = read(listed.type);
    const withHeldApart = isShown(query.projection, listed.type, listed.heldApart);
    return { listed, query, filter: query.filter, sort: query.sort, withHeldApart };
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}
