import type { LoggedDelivery } from '../../webhooks/delivery-log.repository.js';
import type { RegisteredWebhook } from '../../webhooks/webhook.repository.js';
import type { DeliveryAnswer } from './delivery.dto.js';
import type { NewWebhookAnswer, WebhookAnswer } from './webhook.dto.js';

type Shown = Pick<RegisteredWebhook, 'id' | 'url' | 'events' | 'enabled' | 'createdAt'>;

/** What is shown of a webhook. */
export function webhookAnswer(webhook: RegisteredWebhook): WebhookAnswer {
  return shown(webhook);
}

/** The same with the secret: right after it was made, and never again. */
export function newWebhookAnswer(made: RegisteredWebhook & { secret: string }): NewWebhookAnswer {
  return { ...shown(made), secret: made.secret };
}

/** What is shown of a delivery: all but its place in the order. */
export function deliveryAnswer(delivery: LoggedDelivery): DeliveryAnswer {
  const { id, webhookId, event, memberId, status, attempts, createdAt } = delivery;
  const { nextAttemptAt, lastAttemptAt, deliveredAt, responseStatus, error, body } = delivery;
  const tries = { nextAttemptAt, lastAttemptAt, deliveredAt, responseStatus, error };
  return { id, webhookId, event, memberId, status, attempts, createdAt, ...tries, body };
}

function shown({ id, url, events, enabled, createdAt }: RegisteredWebhook): Shown {
  return { id, url, events, enabled, createdAt };
}
