import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn } from '../database/column.decorator.js';

/** A member's place in a cohort. */
@Entity('cohort_member')
@Index('cohort_member_member_idx', ['organizationId', 'memberId', 'cohortId'])
@ForeignKey('cohort', ['organizationId', 'cohortId'], ['organizationId', 'id'], {
  name: 'cohort_member_cohort_fk',
  onDelete: 'CASCADE',
})
@ForeignKey('member', ['organizationId', 'memberId'], ['organizationId', 'id'], { name: 'cohort_member_member_fk' })
export class CohortMember {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  cohortId!: string;

  @PrimaryColumn('uuid')
  memberId!: string;

  @CreatedColumn()
  joinedAt!: Date;
}
