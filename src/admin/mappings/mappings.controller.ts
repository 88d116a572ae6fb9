import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { ImportRemappingsService } from '../../lcvista/remapping/import-remappings.service.js';
import { RemappingService } from '../../lcvista/remapping/remapping.service.js';
import { WantsCsv } from '../csv/prefers-csv.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { ApiList, ApiProblem } from '../openapi/api-answers.js';
import { MappingViews } from './mapping-views.service.js';
import {
  ByHandReason,
  CreateMapping,
  ImportAnswer,
  ImportQuery,
  MappingAnswer,
  MappingList,
  MappingQuery,
} from './mapping.dto.js';

/** Links between members and LCVista users: read, and made or ended by hand. */
@Controller('api/v1/organizations/:slug/mappings')
@Allow('platform', 'admin', 'viewer')
export class MappingsController {
  constructor(
    private readonly views: MappingViews,
    private readonly remappings: RemappingService,
    private readonly imports: ImportRemappingsService,
  ) {}

  /** Mappings, newest first, also those that have ended. */
  @Get()
  @ApiList(MappingList, { csv: true })
  list(
    @CurrentTenant() tenant: TenantIdentity,
    @Query() query: MappingQuery,
    @WantsCsv() csv: boolean,
  ): Promise<ListAnswer<MappingAnswer> | StreamableFile> {
    return csv ? this.views.csv(tenant.id, query) : this.views.page(tenant.id, query);
  }

  /** Maps by hand; a mapping on either side ends, and no sync undoes this one. */
  @Post()
  @Allow('platform', 'admin')
  @ApiProblem(404, {
    'member-not-found': 'there is no such member',
    'lcvista-user-not-found': 'LCVista has no such user, as last read',
  })
  @ApiProblem(409, {
    'member-removed': 'the member is removed',
    'lcvista-user-gone': 'the user is no longer in LCVista',
    'already-mapped': 'the two are mapped to each other by hand already',
  })
  create(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { memberId, lcvistaUserId, reason }: CreateMapping,
  ): Promise<MappingAnswer> {
    return this.remappings.remap(tenant.id, origin, { memberId, lcvistaUserId, reason });
  }

  /** Ends a mapping; the rule does not map the pair again until it is mapped by hand. */
  @Delete(':mappingId')
  @HttpCode(204)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'mapping-not-found': 'there is no such mapping' })
  @ApiProblem(409, { 'mapping-already-ended': 'it has ended before' })
  async end(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('mappingId') mappingId: string,
    @Body() { reason }: ByHandReason,
  ): Promise<void> {
    await this.remappings.unmap(tenant.id, origin, mappingId, reason);
  }

  /** Maps many by hand from a table `memberEmail,lcvistaUserId,reason`; wrong rows change nothing, the others are applied. */
  @Post('import')
  @HttpCode(200)
  @Allow('platform', 'admin')
  @ApiConsumes('text/csv')
  @ApiBody({
    schema: { type: 'string', example: 'memberEmail,lcvistaUserId,reason\njane.doe@acme.com,4711,maiden name\n' },
  })
  async import(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Query() query: ImportQuery,
    @Body() body: unknown,
  ): Promise<ImportAnswer> {
    const dryRun = query.dryRun === 'true';
    const rows = await this.imports.import(tenant.id, origin, body, dryRun);
    const refused = rows.filter(({ outcome }) => outcome === 'refused').length;
    return { dryRun, mapped: rows.length - refused, refused, rows };
  }
}
