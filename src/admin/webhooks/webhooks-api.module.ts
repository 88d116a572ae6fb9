import { Module } from '@nestjs/common';
import { WebhooksModule } from '../../webhooks/webhooks.module.js';
import { DeliveriesController } from './deliveries.controller.js';
import { WebhooksController } from './webhooks.controller.js';

/** Webhooks, as administrators register and watch them. */
@Module({ imports: [WebhooksModule], controllers: [WebhooksController, DeliveriesController] })
export class WebhooksApiModule {}
