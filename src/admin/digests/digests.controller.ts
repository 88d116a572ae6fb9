import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type Origin } from '../../audit/origin.js';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { DigestPlansService } from '../../digest/digest-plans.service.js';
import { DigestsService } from '../../digest/digests.service.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiList, ApiProblem } from '../openapi/api-answers.js';
import { DigestList, DigestSettingsAnswer, SetDigest } from './digest.dto.js';

/** The weekly review by mail: who gets it, and what was sent. */
@Controller('api/v1/organizations/:slug')
export class DigestsController {
  constructor(
    private readonly plans: DigestPlansService,
    private readonly digests: DigestsService,
  ) {}

  @Put('digest')
  @Allow('platform', 'admin')
  @ApiOperation({ summary: 'Set who gets the weekly review, and on which day' })
  set(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { weekday, recipients }: SetDigest,
  ): Promise<DigestSettingsAnswer> {
    return this.plans.set(tenant.id, origin, { weekday, recipients });
  }

  @Get('digest')
  @Allow('platform', 'admin', 'viewer')
  @ApiOperation({ summary: 'Who gets the weekly review, and when the next one is made' })
  @ApiProblem(404, { 'digest-not-set': 'no weekly review is set up' })
  get(@CurrentTenant() tenant: TenantIdentity): Promise<DigestSettingsAnswer> {
    return this.plans.get(tenant.id);
  }

  @Delete('digest')
  @HttpCode(204)
  @Allow('platform', 'admin')
  @ApiOperation({ summary: 'Stop the weekly review; those that were made stay' })
  @ApiProblem(404, { 'digest-not-set': 'no weekly review is set up' })
  remove(@CurrentTenant() tenant: TenantIdentity, @CurrentOrigin() origin: Origin): Promise<void> {
    return this.plans.remove(tenant.id, origin);
  }

  @Get('digests')
  @Allow('platform', 'admin', 'viewer')
  @ApiOperation({ summary: 'Weekly reviews, newest first' })
  @ApiList(DigestList)
  list(@CurrentTenant() tenant: TenantIdentity, @Query() query: ListQuery): Promise<DigestList> {
    return this.digests.list(tenant.id, query);
  }
}
