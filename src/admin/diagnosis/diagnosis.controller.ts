import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentTenant } from '../../credentials/request-identity.js';
import { Diagnosis, DiagnosisQuery } from './diagnosis.dto.js';
import { DiagnosisService } from './diagnosis.service.js';

/** The troubleshooting list of one employee. */
@Controller('api/v1/organizations/:slug/diagnosis')
@Allow('platform', 'admin', 'viewer')
export class DiagnosisController {
  constructor(private readonly diagnosis: DiagnosisService) {}

  @Get()
  @ApiOperation({ summary: 'Why one employee is mapped or not, and what to do' })
  find(@CurrentTenant() tenant: TenantIdentity, @Query() { email }: DiagnosisQuery): Promise<Diagnosis> {
    return this.diagnosis.diagnose(tenant.id, email);
  }
}
