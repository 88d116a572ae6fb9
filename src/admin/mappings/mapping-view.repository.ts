import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { type Mapping, mappingColumns, mappingTables } from '../../lcvista/mapping/mapping.js';
import type { ComposedQuery } from '../csv/csv-export.js';
import { Keyset, type KeysetRow } from '../listing/keyset.js';
import { Parameters } from '../listing/parameters.js';
import type { MappingQuery } from './mapping.dto.js';

const newestFirst = new Keyset([{ sql: 'g.seq', type: 'bigint' }], 'desc');

/** Reads mappings for administrators. */
@Injectable()
export class MappingViewRepository {
  /**
   * The rows of the page are found first, and only they are completed.
   *
   * @returns one row more than `limit` when there is a next page
   */
  page(scope: TenantScope, query: MappingQuery): Promise<(Mapping & KeysetRow)[]> {
    const parameters = new Parameters();
    const after = newestFirst.after(query.cursor, parameters);
    const text = `with page as materialized (
        select g.id from mapping g where ${condition(query)} and ${after}
        order by ${newestFirst.order} limit ${parameters.add(query.limit + 1)}
      )
      select ${mappingColumns}, ${newestFirst.pageKey}
        from ${mappingTables}
       where g.organization_id = $1 and g.id in (select id from page)
       order by ${newestFirst.order}`;
    return scope.query(text, parameters.values);
  }

  /** How many mappings the filters let through, on all pages. */
  async count(scope: TenantScope, query: MappingQuery): Promise<number> {
    const text = `select count(*) as count from mapping g where ${condition(query)}`;
    const [row] = await scope.query<{ count: number }>(text);
    return row?.count ?? 0;
  }

  /** All of them, in the order of the list. */
  all(query: MappingQuery): ComposedQuery {
    const text = `select ${mappingColumns} from ${mappingTables} where ${condition(query)} order by ${newestFirst.order}`;
    return { text, values: [] };
  }
}

function condition({ state }: MappingQuery): string {
  if (state === undefined) return 'g.organization_id = $1';
  return `g.organization_id = $1 and g.ended_at is ${state === 'active' ? '' : 'not '}null`;
}
