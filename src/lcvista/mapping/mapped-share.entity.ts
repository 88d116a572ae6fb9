import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many of an organization's active members were mapped on a day. */
@Entity('mapped_share')
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'mapped_share_organization_fk' })
export class MappedShare {
  @PrimaryColumn('uuid')
  organizationId!: string;

  /** `YYYY-MM-DD` */
  @PrimaryColumn('date')
  date!: string;

  @Column('integer')
  activeMembers!: number;

  @Column('integer')
  mappedMembers!: number;
}
