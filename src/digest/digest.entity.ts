import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { InstantColumn } from '../database/column.decorator.js';

/** One weekly review as it was made; at most one for each week. */
@Entity('digest')
@Unique('digest_week_unique', ['organizationId', 'week'])
@Index('digest_send_at_idx', ['sendAt'], { where: 'send_at is not null' })
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'digest_organization_fk' })
@Check('digest_week_check', `week ~ '^[0-9]{4}-W[0-9]{2}$'`)
export class Digest {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** ISO 8601, e.g. `2026-W02`. */
  @Column('text')
  week!: string;

  @InstantColumn()
  createdAt!: Date;

  /** As they were when it was made. */
  @Column('text', { array: true })
  recipients!: string[];

  @Column('text')
  subject!: string;

  @Column('text')
  text!: string;

  @Column('text')
  html!: string;

  @Column('jsonb')
  counts!: object[];

  @Column('jsonb')
  people!: object[];

  /** When to send it; null: not, or not again. */
  @InstantColumn({ nullable: true })
  sendAt!: Date | null;

  @Column('smallint', { default: 0 })
  sendAttempts!: number;

  @InstantColumn({ nullable: true })
  sentAt!: Date | null;

  @Column('text', { nullable: true })
  sendError!: string | null;
}
