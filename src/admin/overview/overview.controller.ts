import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentTenant } from '../../credentials/request-identity.js';
import { Overview } from './overview.dto.js';
import { OverviewService } from './overview.service.js';

/** How an organization stands, on one page. */
@Controller('api/v1/organizations/:slug/overview')
@Allow('platform', 'admin', 'viewer')
export class OverviewController {
  constructor(private readonly overviews: OverviewService) {}

  @Get()
  @ApiOperation({ summary: 'Counts by access, compliance and reason; last and next run; share mapped per day' })
  read(@CurrentTenant() tenant: TenantIdentity): Promise<Overview> {
    return this.overviews.read(tenant.id);
  }
}
