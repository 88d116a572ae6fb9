import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn, InstantColumn } from '../../database/column.decorator.js';

/** One reading of LCVista plus the mapping that follows. */
@Entity('sync_run')
@Index('sync_run_one_active', ['organizationId'], { unique: true, where: `status in ('queued', 'running')` })
@Index('sync_run_one_per_date', ['organizationId', 'localDate'], { unique: true, where: `trigger = 'schedule'` })
@Index('sync_run_seq_idx', ['organizationId', 'seq'])
@Index('sync_run_finished_at_idx', ['finishedAt'], { where: 'finished_at is not null' })
@Index('sync_run_retry_at_idx', ['retryAt'], { where: 'retry_at is not null' })
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'sync_run_organization_fk' })
@Check('sync_run_trigger_check', `trigger in ('schedule', 'manual')`)
@Check('sync_run_status_check', `status in ('queued', 'running', 'succeeded', 'failed', 'held')`)
@Check('sync_run_local_date_check', `(trigger = 'schedule') = (local_date is not null)`)
@Check('sync_run_error_check', `(error_code is null) = (error_message is null)`)
export class SyncRun {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @IdentityColumn()
  seq!: number;

  @Column('text')
  trigger!: 'schedule' | 'manual';

  /** The morning that a scheduled run belongs to, `YYYY-MM-DD`. */
  @Column('date', { nullable: true })
  localDate!: string | null;

  @Column('boolean', { default: false })
  dryRun!: boolean;

  @Column('boolean', { default: false })
  force!: boolean;

  @Column('text', { default: 'queued' })
  status!: 'queued' | 'running' | 'succeeded' | 'failed' | 'held';

  @Column('smallint', { default: 1 })
  attempt!: number;

  /** Grows whenever a process takes the run; who holds an older one may not write any more. */
  @Column('integer', { default: 0 })
  epoch!: number;

  /** The taking that has read everything; its rows of the roster count. */
  @Column('integer', { nullable: true })
  rosterEpoch!: number | null;

  @Column('text')
  requestedBy!: string;

  @Column('text', { nullable: true })
  approvedBy!: string | null;

  @CreatedColumn()
  createdAt!: Date;

  @InstantColumn({ nullable: true })
  startedAt!: Date | null;

  @InstantColumn({ nullable: true })
  finishedAt!: Date | null;

  @InstantColumn({ nullable: true })
  retryAt!: Date | null;

  @Column('text', { nullable: true })
  errorCode!: string | null;

  @Column('text', { nullable: true })
  errorMessage!: string | null;

  @Column('integer', { default: 0 })
  peopleRead!: number;

  @Column('integer', { nullable: true })
  peopleTotal!: number | null;

  /** Of a site that is no longer the organization's: it says nothing about the present one. */
  @Column('boolean', { default: false })
  ofFormerSite!: boolean;

  @Column('jsonb', { nullable: true })
  counts!: object | null;
}
