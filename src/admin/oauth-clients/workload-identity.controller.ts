import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { WorkloadIdentityService } from '../../credentials/oauth/workload-identity.service.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { WorkloadIdentitySettings } from './oauth-client.dto.js';

/** Whose signed assertions get access tokens in place of a secret. */
@Controller('api/v1/organizations/:slug/workload-identity')
@ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
export class WorkloadIdentityController {
  constructor(private readonly identities: WorkloadIdentityService) {}

  /**
   * Sets whose signed assertions are accepted at `/oauth/token`. Access tokens of the former identity end.
   *
   * @remarks Several organizations may accept the same assertions; then each request for a token names, as `client_id`, an OAuth client of the organization that is meant.
   */
  @Put()
  @Allow('platform', 'admin')
  async put(
    @CurrentTenant() { id }: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { issuer, subject, audience }: WorkloadIdentitySettings,
  ): Promise<WorkloadIdentitySettings> {
    return await this.identities.put(id, origin, { issuer, subject, audience });
  }

  /** Whose signed assertions are accepted. */
  @Get()
  @Allow('platform', 'admin', 'viewer')
  @ApiProblem(404, { 'workload-identity-not-found': 'none is set' })
  async get(@CurrentTenant() { id }: TenantIdentity): Promise<WorkloadIdentitySettings> {
    return await this.identities.get(id);
  }

  /** Accepts no more assertions; the access tokens that they got end. */
  @Delete()
  @HttpCode(204)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'workload-identity-not-found': 'none is set' })
  async remove(@CurrentTenant() { id }: TenantIdentity, @CurrentOrigin() origin: Origin): Promise<void> {
    await this.identities.remove(id, origin);
  }
}
