import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../database/column.decorator.js';

/** One step in a member's life. Append-only: a trigger refuses everything else. */
@Entity('member_event')
@Index('member_event_member_idx', ['organizationId', 'memberId', 'id'])
@ForeignKey('member', ['organizationId', 'memberId'], ['organizationId', 'id'], { name: 'member_event_member_fk' })
export class MemberEvent {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @IdentityColumn({ primary: true })
  id!: number;

  @Column('uuid')
  memberId!: string;

  @CreatedColumn()
  at!: Date;

  @Column('text')
  kind!: string;

  @Column('text')
  actorKind!: string;

  @Column('text')
  actor!: string;

  @Column('text')
  cause!: string;

  @Column('jsonb', { default: {} })
  detail!: object;

  @Column('text', { nullable: true })
  requestId!: string | null;
}
