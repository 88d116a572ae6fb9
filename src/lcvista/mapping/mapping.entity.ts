import { Check, Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn, InstantColumn } from '../../database/column.decorator.js';

/**
 * The link between a member and an LCVista user; at most one active for each side. A trigger sees to it that both exist:
 * it looks once for each statement, where foreign keys would look, and lock, for each of a million rows.
 */
@Entity('mapping')
@Index('mapping_active_member_unique', ['organizationId', 'memberId'], { unique: true, where: 'ended_at is null' })
@Index('mapping_active_lcvista_user_unique', ['organizationId', 'lcvistaUserId'], {
  unique: true,
  where: 'ended_at is null',
})
@Index('mapping_seq_idx', ['organizationId', 'seq'])
@Index('mapping_member_idx', ['organizationId', 'memberId', 'seq'])
@Check('mapping_origin_check', `origin in ('rule', 'hand')`)
@Check('mapping_ended_check', `(ended_at is null) = (ended_reason is null)`)
@Check(
  'mapping_ended_reason_check',
  `ended_reason in ('lcvista-user-gone', 'lcvista-user-inactive', 'not-assigned', 'member-removed', 'claim-removed',
     'remapped-by-hand', 'unmapped-by-hand')`,
)
export class Mapping {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @IdentityColumn()
  seq!: number;

  @Column('uuid')
  memberId!: string;

  @Column('text')
  lcvistaUserId!: string;

  @Column('text')
  origin!: 'rule' | 'hand';

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { array: true, default: [] })
  flags!: string[];

  /** Of a mapping by hand: the address that the member had then. */
  @Column('text', { nullable: true })
  seenMemberKey!: string | null;

  /** Of a mapping by hand: the address that LCVista had then. */
  @Column('text', { nullable: true })
  seenLcvistaKey!: string | null;

  /** The site whose person it was; null: of the present one. */
  @Column('text', { nullable: true })
  formerSite!: string | null;

  /** The address that this person had there in the end: the present site may have somebody else of that id. */
  @Column('text', { nullable: true })
  formerLcvistaEmail!: string | null;

  @CreatedColumn()
  startedAt!: Date;

  @Column('text')
  startedBy!: string;

  @Column('uuid', { nullable: true })
  startedRunId!: string | null;

  @InstantColumn({ nullable: true })
  endedAt!: Date | null;

  @Column('text', { nullable: true })
  endedReason!: string | null;

  @Column('text', { nullable: true })
  endedBy!: string | null;

  @Column('text', { nullable: true })
  endedNote!: string | null;

  @Column('uuid', { nullable: true })
  endedRunId!: string | null;
}
