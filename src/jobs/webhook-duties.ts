import { Injectable } from '@nestjs/common';
import { WebhookDeliverer } from '../webhooks/webhook-deliverer.js';
import type { Duty } from './duty-roster.js';

/** Sends what waits in the outbox, and keeps its log short. */
@Injectable()
export class WebhookDuties {
  constructor(private readonly deliverer: WebhookDeliverer) {}

  /** What each process does again and again, and how often. */
  all(): Duty[] {
    return [
      { name: 'webhooks', pace: 'seconds', do: (signal) => this.deliverer.deliverDue(signal) },
      { name: 'webhooks-put-off', pace: 'minute', do: () => this.deliverer.bringBack() },
      { name: 'webhook-log', pace: 'hour', do: () => this.deliverer.forgetOld() },
    ];
  }
}
