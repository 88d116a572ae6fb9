import { Injectable, type StreamableFile } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { type Mapping, mappingColumns, mappingTables } from '../../lcvista/mapping/mapping.js';
import { CsvExport } from '../csv/csv-export.js';
import type { CsvColumn } from '../csv/csv-table.js';
import { Keyset, type KeysetRow, pageOf, withoutPageKey } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { Parameters } from '../listing/parameters.js';
import type { MappingAnswer, MappingQuery } from './mapping.dto.js';

const newestFirst = new Keyset([{ sql: 'g.seq', type: 'bigint' }], 'desc');

const columns: readonly (keyof Mapping)[] = [
  'id',
  'memberId',
  'memberEmail',
  'lcvistaUserId',
  'lcvistaEmail',
  'origin',
  'reason',
  'flags',
  'startedAt',
  'startedBy',
  'endedAt',
  'endedReason',
  'endedBy',
  'endedNote',
];

const table: readonly CsvColumn<Mapping>[] = columns.map((header) => ({ header, value: (mapping) => mapping[header] }));

/** Mappings as administrators see them. */
@Injectable()
export class MappingViews {
  constructor(
    private readonly database: Database,
    private readonly exports: CsvExport,
  ) {}

  /** Mappings, newest first. */
  async page(organizationId: string, query: MappingQuery): Promise<ListAnswer<MappingAnswer>> {
    const scope = this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([rowsOf(scope, query), countOf(scope, query)]);
    return pageOf(rows, query.limit, total, withoutPageKey<MappingAnswer>);
  }

  /** All mappings that the filter finds, as a table. */
  csv(organizationId: string, query: MappingQuery): Promise<StreamableFile> {
    const text = `select ${mappingColumns} from ${mappingTables} where ${condition(query)} order by ${newestFirst.order}`;
    return this.exports.of(organizationId, { text, values: [] }, table, 'mappings.csv');
  }
}

/** The rows of the page are found first, and only they are completed. */
function rowsOf(scope: TenantScope, query: MappingQuery): Promise<(Mapping & KeysetRow)[]> {
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

async function countOf(scope: TenantScope, query: MappingQuery): Promise<number> {
  const text = `select count(*) as count from mapping g where ${condition(query)}`;
  const [row] = await scope.query<{ count: number }>(text);
  return row?.count ?? 0;
}

function condition({ state }: MappingQuery): string {
  if (state === undefined) return 'g.organization_id = $1';
  return `g.organization_id = $1 and g.ended_at is ${state === 'active' ? '' : 'not '}null`;
}
