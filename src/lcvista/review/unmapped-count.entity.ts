import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many people of an organization are in the review queue for a reason. */
@Entity('unmapped_count')
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'unmapped_count_organization_fk' })
export class UnmappedCount {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('text')
  reason!: string;

  @Column('integer')
  people!: number;
}
