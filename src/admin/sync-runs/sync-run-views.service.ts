import { Injectable, type StreamableFile } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import type { SyncChange } from '../../lcvista/mapping/sync-change.js';
import { SyncRunService } from '../../lcvista/sync/sync-run.service.js';
import { type CsvDocument, CsvExport } from '../csv/csv-export.js';
import { pageOf, withoutPageKey } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import type { ListQuery } from '../listing/list-query.dto.js';
import { syncRunAnswer } from './sync-run-answer.js';
import { SyncRunViewRepository } from './sync-run-view.repository.js';
import type { SyncChangeAnswer, SyncRunAnswer } from './sync-run.dto.js';

const changeTable: CsvDocument<SyncChange> = {
  fileName: 'sync-changes.csv',
  columns: [
    { header: 'kind', value: (change) => change.kind },
    { header: 'memberId', value: (change) => change.memberId },
    { header: 'memberEmail', value: (change) => change.memberEmail },
    { header: 'lcvistaUserId', value: (change) => change.lcvistaUserId },
    { header: 'lcvistaEmail', value: (change) => change.lcvistaEmail },
    { header: 'reason', value: (change) => change.reason },
  ],
};

/** Runs and their changes as administrators see them. */
@Injectable()
export class SyncRunViews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly views: SyncRunViewRepository,
    private readonly runs: SyncRunService,
    private readonly exports: CsvExport,
  ) {}

  /** Runs, newest first. */
  async page(organizationId: string, query: ListQuery): Promise<ListAnswer<SyncRunAnswer>> {
    const scope = this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([this.views.runs(scope, query), this.views.countRuns(scope)]);
    return pageOf(rows, query.limit, total, (run) => syncRunAnswer(run, this.clock.now()));
  }

  /** @throws DomainError `sync-run-not-found` */
  async find(organizationId: string, runId: string): Promise<SyncRunAnswer> {
    return syncRunAnswer(await this.runs.get(organizationId, runId), this.clock.now());
  }

  /** What a run changed, or would change. @throws DomainError `sync-run-not-found` */
  async changes(organizationId: string, runId: string, query: ListQuery): Promise<ListAnswer<SyncChangeAnswer>> {
    const { id } = await this.runs.get(organizationId, runId);
    const scope = this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([this.views.changes(scope, id, query), this.views.countChanges(scope, id)]);
    return pageOf(rows, query.limit, total, withoutPageKey<SyncChangeAnswer>);
  }

  /** All changes of a run as a table. @throws DomainError `sync-run-not-found` */
  async changesCsv(organizationId: string, runId: string): Promise<StreamableFile> {
    const { id } = await this.runs.get(organizationId, runId);
    return this.exports.of(organizationId, this.views.allChanges(id), changeTable);
  }
}
