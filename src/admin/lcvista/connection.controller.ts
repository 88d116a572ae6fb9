import { Body, Controller, Delete, Get, HttpCode, Post, Put, UseGuards } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import type { Connection, ConnectionSettings } from '../../lcvista/connection/connection.js';
import { ConnectionService } from '../../lcvista/connection/connection.service.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { ConnectionAnswer, ConnectionCheckAnswer, SetConnection } from './connection.dto.js';
import { NoBodyGuard } from '../listing/no-body.guard.js';

const anotherSite =
  'The people of another site are others, whatever their ids. With another `siteUrl` all active mappings end ' +
  '(`lcvista-user-gone`), nobody is ignored or kept apart any more, and members are `unknown` until that site was read; ' +
  'unless `sameSite` says that only the address is new.';

/** The connection to the organization's LCVista site. Its key goes in and never comes out. */
@Controller('api/v1/organizations/:slug/lcvista')
export class ConnectionController {
  constructor(private readonly connections: ConnectionService) {}

  /** Sets the connection to the LCVista site, or replaces it; what is left out takes its default. */
  @Put()
  @Allow('platform', 'admin')
  @ApiOperation({ description: anotherSite })
  async set(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() body: SetConnection,
  ): Promise<ConnectionAnswer> {
    const isSameSite = body.sameSite === true;
    return connectionAnswer(await this.connections.set(tenant.id, origin, settingsOf(body), body.apiKey, isSameSite));
  }

  /** The connection, without its key. */
  @Get()
  @Allow('platform', 'admin', 'viewer')
  @ApiProblem(404, { 'lcvista-not-connected': 'there is no connection' })
  async get(@CurrentTenant() tenant: TenantIdentity): Promise<ConnectionAnswer> {
    return connectionAnswer(await this.connections.get(tenant.id));
  }

  /** Removes the connection and its key; what was read and mapped stays. */
  @Delete()
  @HttpCode(204)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'lcvista-not-connected': 'there is no connection' })
  async remove(@CurrentTenant() tenant: TenantIdentity, @CurrentOrigin() origin: Origin): Promise<void> {
    await this.connections.remove(tenant.id, origin);
  }

  /** Tries the connection step by step and changes nothing. */
  @Post('check')
  @UseGuards(NoBodyGuard)
  @HttpCode(200)
  @Allow('platform', 'admin')
  @ApiProblem(404, { 'lcvista-not-connected': 'there is no connection' })
  check(@CurrentTenant() tenant: TenantIdentity): Promise<ConnectionCheckAnswer> {
    return this.connections.check(tenant.id);
  }
}

function settingsOf(body: SetConnection): ConnectionSettings {
  return {
    siteUrl: body.siteUrl,
    catalog: body.catalog ?? 'LumiQ',
    assignment: body.assignment ?? 'groups',
    shrinkLimitPercent: body.shrinkLimitPercent ?? 20,
    wireProfile: body.wireProfile ?? {},
  };
}

function connectionAnswer(connection: Connection): ConnectionAnswer {
  return {
    siteUrl: connection.siteUrl,
    apiKey: `…${connection.apiKeyLast4}`,
    catalog: connection.catalog,
    assignment: connection.assignment,
    shrinkLimitPercent: connection.shrinkLimitPercent,
    wireProfile: connection.wireProfile,
    nextSyncAt: connection.nextSyncAt,
    connectedAt: connection.connectedAt,
  };
}
