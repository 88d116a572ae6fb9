import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import type { OauthClient } from '../../credentials/oauth/oauth-client.js';
import { OauthClientsService } from '../../credentials/oauth/oauth-clients.service.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiProblem } from '../openapi/api-answers.js';
import {
  CreateOauthClient,
  CreateOauthSecret,
  NewOauthSecretAnswer,
  OauthClientAnswer,
  OauthClientList,
} from './oauth-client.dto.js';

/** Client credentials with which a directory gets access tokens for the SCIM endpoint. */
@Controller('api/v1/organizations/:slug/oauth-clients')
@Allow('platform', 'admin')
@ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
export class OauthClientsController {
  constructor(private readonly clients: OauthClientsService) {}

  /** Makes an OAuth client for the SCIM endpoint, yet without a secret. */
  @Post()
  async create(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { name }: CreateOauthClient,
  ): Promise<OauthClientAnswer> {
    return answer(await this.clients.create(tenant, origin, name));
  }

  /** The organization's OAuth clients, newest first. */
  @Get()
  @Allow('platform', 'admin', 'viewer')
  async list(@CurrentTenant() tenant: TenantIdentity, @Query() query: ListQuery): Promise<OauthClientList> {
    const page = await this.clients.list(tenant, query);
    return { ...page, items: page.items.map(answer) };
  }

  /** Makes another secret; the answer shows it once. The others stay, so that it can be changed without a pause. */
  @Post(':id/secrets')
  @ApiParam({ name: 'id', description: 'Id of the client (`id`, not `clientId`).', format: 'uuid' })
  @ApiProblem(404, { 'oauth-client-not-found': 'no such client in this organization' })
  async addSecret(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
    @Body() { expiresAt }: CreateOauthSecret,
  ): Promise<NewOauthSecretAnswer> {
    const end = expiresAt === null || expiresAt === undefined ? null : new Date(expiresAt);
    return await this.clients.addSecret(tenant, origin, id, end);
  }

  /** Revokes a client with all its secrets and access tokens, within a second everywhere. */
  @Delete(':id')
  @HttpCode(204)
  @ApiParam({ name: 'id', description: 'Id of the client (`id`, not `clientId`).', format: 'uuid' })
  @ApiProblem(404, { 'oauth-client-not-found': 'no such client in this organization' })
  async revoke(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
  ): Promise<void> {
    await this.clients.revoke(tenant, origin, id);
  }

  /** Revokes a secret with the access tokens that it got, within a second everywhere. */
  @Delete(':id/secrets/:secretId')
  @HttpCode(204)
  @ApiParam({ name: 'id', description: 'Id of the client (`id`, not `clientId`).', format: 'uuid' })
  @ApiParam({ name: 'secretId', description: 'Id of the secret.', format: 'uuid' })
  @ApiProblem(404, {
    'oauth-client-not-found': 'no such client in this organization',
    'oauth-secret-not-found': 'no such secret of this client',
  })
  async revokeSecret(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
    @Param('secretId') secretId: string,
  ): Promise<void> {
    await this.clients.revokeSecret(tenant, origin, id, secretId);
  }
}

function answer({ id, clientId, name, secrets }: OauthClient): OauthClientAnswer {
  const shown = secrets.map(({ id: secretId, prefix, expiresAt }) => ({ id: secretId, prefix, expiresAt }));
  return { id, clientId, name, secrets: shown };
}
