import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../database/column.decorator.js';

/** What the directory did, or was refused. Append-only, but for the purge after 90 days. */
@Entity('provisioning_event')
@Index('provisioning_event_resource_idx', ['organizationId', 'resourceId', 'id'], {
  where: 'resource_id is not null',
})
@Index('provisioning_event_at_idx', ['at'], { type: 'brin' })
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'provisioning_event_organization_fk' })
@Check('provisioning_event_outcome_check', `outcome in ('applied', 'refused')`)
export class ProvisioningEvent {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @IdentityColumn({ primary: true })
  id!: number;

  @CreatedColumn()
  at!: Date;

  @Column('text', { nullable: true })
  requestId!: string | null;

  @Column('text', { nullable: true })
  actorId!: string | null;

  @Column('text')
  actorName!: string;

  @Column('text')
  operation!: string;

  @Column('text')
  resourceType!: string;

  @Column('text', { nullable: true })
  resourceId!: string | null;

  @Column('text', { nullable: true })
  resourceName!: string | null;

  @Column('text')
  outcome!: 'applied' | 'refused';

  /** HTTP status of the answer. */
  @Column('smallint')
  status!: number;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('jsonb', { default: [] })
  changes!: object[];
}
