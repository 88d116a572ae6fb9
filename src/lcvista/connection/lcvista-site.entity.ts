import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The site whose people an organization's LCVista users are; it outlives the connection. */
@Entity('lcvista_site')
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'lcvista_site_organization_fk' })
export class LcvistaSite {
  @PrimaryColumn('uuid')
  organizationId!: string;

  /** Scheme and host, as in the connection. */
  @Column('text')
  siteUrl!: string;
}
