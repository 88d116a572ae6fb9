import { Body, Controller, Get, HttpCode, Param, Post, Query, type StreamableFile, UseGuards } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { SyncRunService } from '../../lcvista/sync/sync-run.service.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiList, ApiProblem } from '../openapi/api-answers.js';
import { syncRunAnswer } from './sync-run-answer.js';
import { SyncRunViews } from './sync-run-views.service.js';
import { RequestSyncRun, type SyncChangeAnswer, SyncChangeList, SyncRunAnswer, SyncRunList } from './sync-run.dto.js';
import { NoBodyGuard } from '../listing/no-body.guard.js';

/** Readings of LCVista: asked for, watched, and approved when one is held. */
@Controller('api/v1/organizations/:slug/sync-runs')
@Allow('platform', 'admin', 'viewer')
export class SyncRunsController {
  constructor(
    private readonly runs: SyncRunService,
    private readonly views: SyncRunViews,
    private readonly clock: Clock,
  ) {}

  /** Asks for a run now; a dry run only tells what it would change. */
  @Post()
  @HttpCode(202)
  @Allow('platform', 'admin')
  @ApiProblem(409, {
    'sync-already-running': 'a run is queued or running; `runId` names it',
    'lcvista-not-connected': 'there is no connection',
  })
  async request(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { dryRun = false, force = false }: RequestSyncRun,
  ): Promise<SyncRunAnswer> {
    return this.answer(await this.runs.request(tenant.id, origin, { dryRun, force }));
  }

  /** Runs, newest first. */
  @Get()
  @ApiList(SyncRunList)
  list(@CurrentTenant() tenant: TenantIdentity, @Query() query: ListQuery): Promise<ListAnswer<SyncRunAnswer>> {
    return this.views.page(tenant.id, query);
  }

  /** One run. */
  @Get(':runId')
  @ApiProblem(404, { 'sync-run-not-found': 'there is no such run' })
  find(@CurrentTenant() tenant: TenantIdentity, @Param('runId') runId: string): Promise<SyncRunAnswer> {
    return this.views.find(tenant.id, runId);
  }

  /** What the run changed; of a dry or a held run, what it would change. Kept for 90 days. */
  @Get(':runId/changes')
  @ApiList(SyncChangeList, { csv: true })
  @ApiProblem(404, { 'sync-run-not-found': 'there is no such run' })
  changes(
    @CurrentTenant() tenant: TenantIdentity,
    @Param('runId') runId: string,
    @Query() query: ListQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<SyncChangeAnswer> | StreamableFile> {
    return csv ? this.views.changesCsv(tenant.id, runId) : this.views.changes(tenant.id, runId, query);
  }

  /** Lets a held run apply what it has read. */
  @Post(':runId/approve')
  @UseGuards(NoBodyGuard)
  @HttpCode(202)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'sync-run-not-found': 'there is no such run' })
  @ApiProblem(409, {
    'sync-run-not-held': 'the run waits for no approval',
    'sync-already-running': 'another run is queued or running; `runId` names it',
  })
  async approve(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('runId') runId: string,
  ): Promise<SyncRunAnswer> {
    return this.answer(await this.runs.approve(tenant.id, origin, runId));
  }

  private answer(run: Parameters<typeof syncRunAnswer>[0]): SyncRunAnswer {
    return syncRunAnswer(run, this.clock.now());
  }
}
