import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { IdentityColumn } from '../../database/column.decorator.js';

/** What a run changes, or would change: its plan. */
@Entity('sync_change')
@Check('sync_change_kind_check', `kind in ('mapped', 'ended', 'flagged', 'unflagged')`)
export class SyncChange {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  runId!: string;

  @IdentityColumn({ primary: true })
  ordinal!: number;

  @Column('text')
  kind!: 'mapped' | 'ended' | 'flagged' | 'unflagged';

  @Column('uuid', { nullable: true })
  memberId!: string | null;

  @Column('text', { nullable: true })
  memberEmail!: string | null;

  @Column('text', { nullable: true })
  lcvistaUserId!: string | null;

  @Column('text', { nullable: true })
  lcvistaEmail!: string | null;

  @Column('text', { nullable: true })
  reason!: string | null;
}
