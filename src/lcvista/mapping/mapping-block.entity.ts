import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn } from '../../database/column.decorator.js';

/** A pair that was unmapped by hand and that the rule therefore leaves alone. */
@Entity('mapping_block')
@Index('mapping_block_lcvista_user_idx', ['organizationId', 'lcvistaUserId'])
@ForeignKey('member', ['organizationId', 'memberId'], ['organizationId', 'id'], { name: 'mapping_block_member_fk' })
@ForeignKey('lcvista_user', ['organizationId', 'lcvistaUserId'], ['organizationId', 'id'], {
  name: 'mapping_block_lcvista_user_fk',
})
export class MappingBlock {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  memberId!: string;

  @PrimaryColumn('text')
  lcvistaUserId!: string;

  @Column('text')
  reason!: string;

  @CreatedColumn()
  blockedAt!: Date;

  @Column('text')
  blockedBy!: string;
}
