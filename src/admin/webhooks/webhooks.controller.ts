import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { webhookEvents } from '../../webhooks/webhook-event.js';
import { WebhookService } from '../../webhooks/webhook.service.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { newWebhookAnswer, webhookAnswer } from './webhook-answer.js';
import { ChangeWebhook, CreateWebhook, NewWebhookAnswer, WebhookAnswer, WebhookList } from './webhook.dto.js';

/** Addresses that are told what happens, by signed messages as in Standard Webhooks. */
@Controller('api/v1/organizations/:slug/webhooks')
@Allow('platform', 'admin')
@ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
export class WebhooksController {
  constructor(private readonly webhooks: WebhookService) {}

  /** Registers an address; the answer shows the secret once. */
  @Post()
  @ApiProblem(409, { 'too-many-webhooks': 'the organization has as many as it may have' })
  async create(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { url, events = [...webhookEvents], enabled = true }: CreateWebhook,
  ): Promise<NewWebhookAnswer> {
    return newWebhookAnswer(await this.webhooks.create(tenant.id, origin, { url, events, enabled }));
  }

  /** Registered addresses, newest first; never the secrets. */
  @Get()
  @Allow('platform', 'admin', 'viewer')
  async list(@CurrentTenant() tenant: TenantIdentity, @Query() query: ListQuery): Promise<WebhookList> {
    const page = await this.webhooks.list(tenant.id, query);
    return { ...page, items: page.items.map(webhookAnswer) };
  }

  /** One registered address. */
  @Get(':id')
  @Allow('platform', 'admin', 'viewer')
  @ApiParam({ name: 'id', description: 'Id of the webhook.', format: 'uuid' })
  @ApiProblem(404, { 'webhook-not-found': 'no such webhook in this organization' })
  async find(@CurrentTenant() tenant: TenantIdentity, @Param('id') id: string): Promise<WebhookAnswer> {
    return webhookAnswer(await this.webhooks.find(tenant.id, id));
  }

  /** Changes what is given; what waits for delivery goes to the new address. */
  @Patch(':id')
  @ApiParam({ name: 'id', description: 'Id of the webhook.', format: 'uuid' })
  @ApiProblem(404, { 'webhook-not-found': 'no such webhook in this organization' })
  async change(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
    @Body() change: ChangeWebhook,
  ): Promise<WebhookAnswer> {
    return webhookAnswer(await this.webhooks.change(tenant.id, origin, id, change));
  }

  /** Forgets an address and everything that was or would be sent to it. */
  @Delete(':id')
  @HttpCode(204)
  @ApiParam({ name: 'id', description: 'Id of the webhook.', format: 'uuid' })
  @ApiProblem(404, { 'webhook-not-found': 'no such webhook in this organization' })
  async delete(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
  ): Promise<void> {
    await this.webhooks.delete(tenant.id, origin, id);
  }
}
