import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { ReviewService } from '../../lcvista/review/review.service.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { ApiList, ApiProblem } from '../openapi/api-answers.js';
import { UnmappedViews } from './unmapped-views.service.js';
import { IgnoreReason, type UnmappedAnswer, UnmappedList, UnmappedQuery } from './unmapped.dto.js';

/** The review queue: who counts for compliance and is not mapped. */
@Controller('api/v1/organizations/:slug/unmapped')
@Allow('platform', 'admin', 'viewer')
export class UnmappedController {
  constructor(
    private readonly views: UnmappedViews,
    private readonly review: ReviewService,
  ) {}

  /** The review queue: assigned, active LCVista users without a mapping, and why. */
  @Get()
  @ApiList(UnmappedList, { csv: true })
  list(
    @CurrentTenant() tenant: TenantIdentity,
    @Query() query: UnmappedQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<UnmappedAnswer> | StreamableFile> {
    return csv ? this.views.csv(tenant.id, query) : this.views.page(tenant.id, query);
  }

  /** Takes somebody out of the queue who need not be mapped. */
  @Post(':lcvistaUserId/ignore')
  @HttpCode(204)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'lcvista-user-not-found': 'LCVista has no such user, as last read' })
  @ApiProblem(409, { 'lcvista-user-mapped': 'the user is mapped' })
  async ignore(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('lcvistaUserId') lcvistaUserId: string,
    @Body() { reason }: IgnoreReason,
  ): Promise<void> {
    await this.review.ignore(tenant.id, origin, lcvistaUserId, reason);
  }

  /** Puts somebody back into the queue. */
  @Delete(':lcvistaUserId/ignore')
  @HttpCode(204)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'lcvista-user-not-ignored': 'no such user is ignored' })
  async unignore(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('lcvistaUserId') lcvistaUserId: string,
  ): Promise<void> {
    await this.review.unignore(tenant.id, origin, lcvistaUserId);
  }
}
