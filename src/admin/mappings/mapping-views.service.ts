import { Injectable, type StreamableFile } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { Mapping } from '../../lcvista/mapping/mapping.js';
import { type CsvDocument, CsvExport } from '../csv/csv-export.js';
import { pageOf, withoutPageKey } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { MappingViewRepository } from './mapping-view.repository.js';
import type { MappingAnswer, MappingQuery } from './mapping.dto.js';

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

const table: CsvDocument<Mapping> = {
  fileName: 'mappings.csv',
  columns: columns.map((header) => ({ header, value: (mapping) => mapping[header] })),
};

/** Mappings as administrators see them. */
@Injectable()
export class MappingViews {
  constructor(
    private readonly database: Database,
    private readonly mappings: MappingViewRepository,
    private readonly exports: CsvExport,
  ) {}

  /** Mappings, newest first. */
  async page(organizationId: string, query: MappingQuery): Promise<ListAnswer<MappingAnswer>> {
    const scope = this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([this.mappings.page(scope, query), this.mappings.count(scope, query)]);
    return pageOf(rows, query.limit, total, withoutPageKey<MappingAnswer>);
  }

  /** All mappings that the filter finds, as a table. */
  csv(organizationId: string, query: MappingQuery): Promise<StreamableFile> {
    return this.exports.of(organizationId, this.mappings.all(query), table);
  }
}
