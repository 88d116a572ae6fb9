import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentTenant } from '../../credentials/request-identity.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import { type ListAnswer } from '../listing/list-answer.dto.js';
import { CohortMemberQuery } from '../members/member-query.dto.js';
import { type MemberAnswer, MemberList } from '../members/member.dto.js';
import { ApiList } from '../openapi/api-answers.js';
import { type CohortAnswer, CohortList, CohortQuery } from './cohort.dto.js';
import { CohortViews } from './cohort-views.service.js';

/** The directory's groups as administrators see them; they change only by SCIM. */
@Controller('api/v1/organizations/:slug/cohorts')
@Allow('platform', 'admin', 'viewer')
export class CohortsController {
  constructor(private readonly views: CohortViews) {}

  @Get()
  @ApiOperation({ summary: 'Cohorts with their sizes, by name' })
  @ApiList(CohortList)
  list(@CurrentTenant() tenant: TenantIdentity, @Query() query: CohortQuery): Promise<ListAnswer<CohortAnswer>> {
    return this.views.page(tenant.id, query);
  }

  @Get(':cohortId/members')
  @ApiOperation({ summary: 'Members of a cohort, of any access unless asked otherwise' })
  @ApiList(MemberList, { csv: true })
  members(
    @CurrentTenant() tenant: TenantIdentity,
    @Param('cohortId') cohortId: string,
    @Query() query: CohortMemberQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<MemberAnswer> | StreamableFile> {
    return csv ? this.views.membersCsv(tenant.id, cohortId, query) : this.views.members(tenant.id, cohortId, query);
  }
}
