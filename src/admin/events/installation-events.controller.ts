import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Allow } from '../../credentials/request-identity.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import { type ListAnswer } from '../listing/list-answer.dto.js';
import { ApiList } from '../openapi/api-answers.js';
import { installationAuditEvents } from './event-lists.js';
import { InstallationEventQuery } from './event-query.dto.js';
import { EventViews } from './event-views.service.js';
import { type AuditEventAnswer, AuditEventList } from './event.dto.js';

/** What happened outside of every organization, for operators. */
@Controller('api/v1/audit-events')
@Allow('platform')
export class InstallationEventsController {
  constructor(private readonly views: EventViews) {}

  /**
   * The credentials of the installation, and credentials that were refused without an organization to tell. What happened
   * within an organization is in its own list.
   */
  @Get()
  @ApiOperation({ summary: 'What concerns no single organization, newest first; kept for two years' })
  @ApiList(AuditEventList, { csv: true })
  list(
    @Query() query: InstallationEventQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<AuditEventAnswer> | StreamableFile> {
    return csv
      ? this.views.csv(installationAuditEvents, null, query)
      : this.views.page(installationAuditEvents, null, query);
  }
}
