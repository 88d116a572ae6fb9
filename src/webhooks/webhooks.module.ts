import { Module } from '@nestjs/common';
import { DeliveryLogRepository } from './delivery-log.repository.js';
import { DeliveryLogService } from './delivery-log.service.js';
import { DueDeliveryRepository } from './due-delivery.repository.js';
import { WebhookDeliverer } from './webhook-deliverer.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhookService } from './webhook.service.js';

/** Signed notifications to addresses that an organization registers. */
@Module({
  providers: [
    DeliveryLogRepository,
    DeliveryLogService,
    DueDeliveryRepository,
    WebhookDeliverer,
    WebhookRepository,
    WebhookSender,
    WebhookService,
  ],
  exports: [DeliveryLogService, WebhookDeliverer, WebhookService],
})
export class WebhooksModule {}
