import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn, InstantColumn } from '../database/column.decorator.js';
import type { WebhookEvent } from './webhook-event.js';

/** One message for one address: the outbox and, once settled, the log. */
@Entity('webhook_delivery')
@Index('webhook_delivery_due_idx', ['organizationId', 'webhookId', 'nextAttemptAt', 'seq'], {
  where: `status = 'pending'`,
})
@Index('webhook_delivery_order_idx', ['organizationId', 'webhookId', 'memberId', 'seq'], {
  where: `status = 'pending'`,
})
@Index('webhook_delivery_log_idx', ['organizationId', 'webhookId', 'seq'])
@Index('webhook_delivery_settled_idx', ['lastAttemptAt'], { where: `status <> 'pending'` })
@ForeignKey('webhook', ['organizationId', 'webhookId'], ['organizationId', 'id'], {
  name: 'webhook_delivery_webhook_fk',
  onDelete: 'CASCADE',
})
@Check('webhook_delivery_status_check', `status in ('pending', 'delivered', 'failed')`)
@Check('webhook_delivery_next_check', `(status = 'pending') = (next_attempt_at is not null)`)
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  organizationId!: string;

  /** Goes out as `webhook-id`, the same at every try. */
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** The order in which messages about one member are sent. */
  @IdentityColumn()
  seq!: number;

  @Column('uuid')
  webhookId!: string;

  @Column('uuid')
  memberId!: string;

  @Column('text')
  event!: WebhookEvent;

  /** As text that stays the same at every try, since it is signed. */
  @Column('json')
  body!: object;

  @Column('text', { default: 'pending' })
  status!: 'pending' | 'delivered' | 'failed';

  /** All tries so far; grows whenever somebody takes the message. */
  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('integer', { default: 0 })
  failures!: number;

  @CreatedColumn()
  createdAt!: Date;

  @InstantColumn({ nullable: true, default: () => 'now()' })
  nextAttemptAt!: Date | null;

  @InstantColumn({ nullable: true })
  lastAttemptAt!: Date | null;

  @InstantColumn({ nullable: true })
  deliveredAt!: Date | null;

  /** What the last try was answered with; null: no answer came. */
  @Column('smallint', { nullable: true })
  responseStatus!: number | null;

  @Column('text', { nullable: true })
  error!: string | null;
}
