import { Check, Column, Entity, ForeignKey, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../database/column.decorator.js';
import type { WebhookEvent } from './webhook-event.js';

/** An address that is told what happens to an organization's members and mappings. */
@Entity('webhook')
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'webhook_organization_fk' })
@Check('webhook_events_check', 'cardinality(events) > 0')
export class Webhook {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Order of creation. */
  @IdentityColumn()
  seq!: number;

  @Column('text')
  url!: string;

  @Column('text', { array: true })
  events!: WebhookEvent[];

  /** Off: nothing is put into the outbox for it, and what waits there waits on. */
  @Column('boolean', { default: true })
  enabled!: boolean;

  @Column('bytea')
  secretSealed!: Buffer;

  @CreatedColumn()
  createdAt!: Date;

  @CreatedColumn()
  updatedAt!: Date;
}
