import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn, InstantColumn } from '../../database/column.decorator.js';

/** A person of the compliance site as last read, and why they are not mapped. */
@Entity('lcvista_user')
@Index('lcvista_user_odd_email_idx', ['organizationId'], { where: `email_key ~ '[^!-~]' and gone_at is null` })
@Index('lcvista_user_email_key_idx', { synchronize: false })
@Index('lcvista_user_unmapped_idx', ['organizationId', 'unmappedSince', 'id'], {
  where: 'unmapped_reason is not null',
})
@Index('lcvista_user_unmapped_reason_idx', ['organizationId', 'unmappedReason', 'unmappedSince', 'id'], {
  where: 'unmapped_reason is not null',
})
@Check('lcvista_user_unmapped_check', `(unmapped_reason is null) = (unmapped_since is null)`)
@Check('lcvista_user_ignored_check', `(ignored_at is null) = (ignored_reason is null)`)
export class LcvistaUser {
  @PrimaryColumn('uuid')
  organizationId!: string;

  /** LCVista's own. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { nullable: true })
  username!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  emailKey!: string | null;

  @Column('text', { nullable: true })
  firstName!: string | null;

  @Column('text', { nullable: true })
  lastName!: string | null;

  @Column('boolean')
  isActive!: boolean;

  /** Can see the catalog. */
  @Column('boolean')
  assigned!: boolean;

  @Column('text', { nullable: true })
  created!: string | null;

  @CreatedColumn()
  firstReadAt!: Date;

  @CreatedColumn()
  changedAt!: Date;

  @InstantColumn({ nullable: true })
  goneAt!: Date | null;

  @InstantColumn({ nullable: true })
  ignoredAt!: Date | null;

  @Column('text', { nullable: true })
  ignoredBy!: string | null;

  @Column('text', { nullable: true })
  ignoredReason!: string | null;

  /** Why an assigned, active person is not mapped; null for everybody else. */
  @Column('text', { nullable: true })
  unmappedReason!: string | null;

  @InstantColumn({ nullable: true })
  unmappedSince!: Date | null;
}
