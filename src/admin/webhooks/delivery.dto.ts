import type { WebhookEvent } from '../../webhooks/webhook-event.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';

/** One message to one address, and how far it got. */
export class DeliveryAnswer {
  /**
   * Also the message's `webhook-id`, the same at every try.
   * @example 0b7d6c0e-5f0c-4c52-8a43-1f5b8d0d7a11
   */
  id!: string;

  /** @example 6c2f1f0a-3a52-4b0e-9f0e-0f3f1d2c4b5a */
  webhookId!: string;

  /** @example member.enrolled */
  event!: WebhookEvent;

  /** @example 2f7c9f0e-6e2a-4f43-9b1c-8d5a0f3b7c22 */
  memberId!: string;

  /**
   * `pending` until it was answered with 2xx (`delivered`) or all tries failed (`failed`).
   * @example delivered
   */
  status!: 'pending' | 'delivered' | 'failed';

  /** @example 1 */
  attempts!: number;

  /** @example 2026-01-05T09:30:00.000Z */
  createdAt!: Date;

  /** When it is tried next; null once it is settled. */
  nextAttemptAt!: Date | null;

  /** @example 2026-01-05T09:30:01.000Z */
  lastAttemptAt!: Date | null;

  /** @example 2026-01-05T09:30:01.000Z */
  deliveredAt!: Date | null;

  /** What the last try was answered with; null: no answer came. */
  responseStatus!: number | null;

  /** What went wrong at the last try. */
  error!: string | null;

  /** What is sent: `type`, `timestamp` and `data`. */
  body!: object;
}

/** Deliveries, newest first, in pages. */
export class DeliveryList extends listAnswerOf(DeliveryAnswer) {}
