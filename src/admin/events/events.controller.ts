import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentTenant } from '../../credentials/request-identity.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import { type ListAnswer } from '../listing/list-answer.dto.js';
import { ApiList } from '../openapi/api-answers.js';
import { auditEvents, provisioningEvents } from './event-lists.js';
import { AuditEventQuery, ProvisioningEventQuery } from './event-query.dto.js';
import { EventViews } from './event-views.service.js';
import {
  type AuditEventAnswer,
  AuditEventList,
  type ProvisioningEventAnswer,
  ProvisioningEventList,
} from './event.dto.js';

/** What happened, who did it and when; read only, as events are never changed. */
@Controller('api/v1/organizations/:slug')
@Allow('platform', 'admin', 'viewer')
export class EventsController {
  constructor(private readonly views: EventViews) {}

  @Get('provisioning-events')
  @ApiOperation({ summary: 'What the directory did and was refused, newest first; kept for 90 days' })
  @ApiList(ProvisioningEventList, { csv: true })
  provisioning(
    @CurrentTenant() tenant: TenantIdentity,
    @Query() query: ProvisioningEventQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<ProvisioningEventAnswer> | StreamableFile> {
    return csv
      ? this.views.csv(provisioningEvents, tenant.id, query)
      : this.views.page(provisioningEvents, tenant.id, query);
  }

  @Get('audit-events')
  @ApiOperation({ summary: 'What administrators and jobs did, newest first; kept for two years' })
  @ApiList(AuditEventList, { csv: true })
  audit(
    @CurrentTenant() tenant: TenantIdentity,
    @Query() query: AuditEventQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<AuditEventAnswer> | StreamableFile> {
    return csv ? this.views.csv(auditEvents, tenant.id, query) : this.views.page(auditEvents, tenant.id, query);
  }
}
