import { Column, Entity, ForeignKey, Index } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../database/column.decorator.js';

/** What an administrator or a job did. Append-only, but for the purge after two years. */
@Entity('audit_event')
@Index('audit_event_organization_idx', ['organizationId', 'id'])
@Index('audit_event_member_idx', ['organizationId', 'memberId', 'id'], { where: 'member_id is not null' })
@Index('audit_event_at_idx', ['at'], { type: 'brin' })
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'audit_event_organization_fk' })
export class AuditEvent {
  @IdentityColumn({ primary: true })
  id!: number;

  /** null: concerns the installation, not one organization. */
  @Column('uuid', { nullable: true })
  organizationId!: string | null;

  @CreatedColumn()
  at!: Date;

  @Column('text')
  kind!: string;

  @Column('text')
  actorKind!: string;

  @Column('text', { nullable: true })
  actorId!: string | null;

  @Column('text')
  actorName!: string;

  @Column('text')
  subjectType!: string;

  @Column('text', { nullable: true })
  subjectId!: string | null;

  @Column('uuid', { nullable: true })
  memberId!: string | null;

  /** The changed fields only, and never a secret. */
  @Column('jsonb', { nullable: true })
  before!: object | null;

  @Column('jsonb', { nullable: true })
  after!: object | null;

  @Column('text', { nullable: true })
  reason!: string | null;

  /** Network address of the caller. */
  @Column('text', { nullable: true })
  origin!: string | null;

  @Column('text', { nullable: true })
  requestId!: string | null;
}
