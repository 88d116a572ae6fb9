import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { CreatedColumn } from '../../database/column.decorator.js';

/** Whose signed assertions an organization accepts instead of a client secret. */
@Entity('workload_identity')
@Index('workload_identity_assertion_idx', ['issuer', 'subject', 'audience', 'organizationId'])
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'workload_identity_organization_fk' })
export class WorkloadIdentity {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @Column('text')
  issuer!: string;

  @Column('text')
  subject!: string;

  @Column('text')
  audience!: string;

  @CreatedColumn()
  updatedAt!: Date;
}
