import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentTenant } from '../../credentials/request-identity.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import { type ListAnswer } from '../listing/list-answer.dto.js';
import { ApiList } from '../openapi/api-answers.js';
import { MemberDetail } from './member-detail.dto.js';
import { MemberQuery } from './member-query.dto.js';
import { MemberViews } from './member-views.service.js';
import { type MemberAnswer, MemberList } from './member.dto.js';

/** Members with their access and their state of compliance: the list, and one with its history. */
@Controller('api/v1/organizations/:slug/members')
@Allow('platform', 'admin', 'viewer')
export class MembersController {
  constructor(private readonly views: MemberViews) {}

  @Get()
  @ApiOperation({ summary: 'Members, by name; invited and enrolled ones unless asked otherwise' })
  @ApiList(MemberList, { csv: true })
  list(
    @CurrentTenant() tenant: TenantIdentity,
    @Query() query: MemberQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<MemberAnswer> | StreamableFile> {
    return csv ? this.views.csv(tenant.id, query) : this.views.page(tenant.id, query);
  }

  @Get(':memberId')
  @ApiOperation({ summary: 'A member, with the whole history' })
  find(@CurrentTenant() tenant: TenantIdentity, @Param('memberId') memberId: string): Promise<MemberDetail> {
    return this.views.detail(tenant.id, memberId);
  }
}
