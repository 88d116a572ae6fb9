import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn, InstantColumn } from '../../database/column.decorator.js';

/** How an organization's LCVista site is reached, and when it is read next. */
@Entity('lcvista_connection')
@Index('lcvista_connection_next_sync_idx', ['nextSyncAt', 'organizationId'])
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'lcvista_connection_organization_fk' })
@Check('lcvista_connection_assignment_check', `assignment in ('groups', 'everyone')`)
@Check('lcvista_connection_shrink_check', `shrink_limit_percent between 0 and 100`)
export class LcvistaConnection {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @Column('text')
  siteUrl!: string;

  @Column('bytea')
  apiKeySealed!: Buffer;

  @Column('text')
  apiKeyLast4!: string;

  @Column('text')
  catalog!: string;

  @Column('text')
  assignment!: 'groups' | 'everyone';

  @Column('smallint')
  shrinkLimitPercent!: number;

  @Column('jsonb', { default: {} })
  wireProfile!: object;

  @CreatedColumn()
  connectedAt!: Date;

  @CreatedColumn()
  updatedAt!: Date;

  @InstantColumn()
  nextSyncAt!: Date;
}
