import { Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { DeliveryLogService } from '../../webhooks/delivery-log.service.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { DeliveryAnswer, DeliveryList } from './delivery.dto.js';
import { deliveryAnswer } from './webhook-answer.js';
import { NoBodyGuard } from '../listing/no-body.guard.js';

/** What was sent to webhooks and what they answered; sent again when asked. */
@Controller('api/v1/organizations/:slug')
@ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
export class DeliveriesController {
  constructor(private readonly log: DeliveryLogService) {}

  /** What was sent to an address, newest first. */
  @Get('webhooks/:id/deliveries')
  @Allow('platform', 'admin', 'viewer')
  @ApiParam({ name: 'id', description: 'Id of the webhook.', format: 'uuid' })
  @ApiProblem(404, { 'webhook-not-found': 'no such webhook in this organization' })
  async list(
    @CurrentTenant() tenant: TenantIdentity,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<DeliveryList> {
    const page = await this.log.list(tenant.id, id, query);
    return { ...page, items: page.items.map(deliveryAnswer) };
  }

  /** Sends a message again, with the id that it had. */
  @Post('deliveries/:id/redeliver')
  @UseGuards(NoBodyGuard)
  @HttpCode(202)
  @Allow('platform', 'admin')
  @ApiParam({ name: 'id', description: 'Id of the delivery.', format: 'uuid' })
  @ApiProblem(404, { 'delivery-not-found': 'no such delivery in this organization' })
  @ApiProblem(409, { 'webhook-disabled': 'its webhook is switched off' })
  async redeliver(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
  ): Promise<DeliveryAnswer> {
    return deliveryAnswer(await this.log.redeliver(tenant.id, origin, id));
  }
}
