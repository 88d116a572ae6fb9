import { Body, Controller, Delete, Param, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type Origin } from '../../audit/origin.js';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { MemberService } from '../../membership/member.service.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { ReleaseClaimBody, RenamedMemberAnswer, RenameMemberBody } from './member-detail.dto.js';
import { MemberViews } from './member-views.service.js';
import { MemberAnswer } from './member.dto.js';
import { ReleaseClaim } from './release-claim.service.js';

/** What administrators and support do to a member. */
@Controller('api/v1/organizations/:slug/members/:memberId')
@Allow('platform', 'admin')
export class MemberChangesController {
  constructor(
    private readonly members: MemberService,
    private readonly claims: ReleaseClaim,
    private readonly views: MemberViews,
  ) {}

  @Patch()
  @ApiOperation({ summary: 'Rename a member, until the directory next sends a name' })
  @ApiOkResponse({ type: RenamedMemberAnswer })
  async rename(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('memberId') memberId: string,
    @Body() { displayName }: RenameMemberBody,
  ): Promise<RenamedMemberAnswer> {
    const { notice } = await this.members.rename(tenant.id, origin, memberId, displayName);
    return Object.assign(await this.views.find(tenant.id, memberId), { notice });
  }

  @Delete('claim')
  @ApiOperation({ summary: 'Unlink a wrongly claimed member; the mapping that the rule made ends with it' })
  @ApiOkResponse({ type: MemberAnswer })
  @ApiProblem(409, { 'not-claimed': 'nobody has claimed the member.' })
  async releaseClaim(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('memberId') memberId: string,
    @Body() { reason }: ReleaseClaimBody,
  ): Promise<MemberAnswer> {
    await this.claims.release(tenant.id, origin, memberId, reason);
    return this.views.find(tenant.id, memberId);
  }
}
