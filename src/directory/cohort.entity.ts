import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { CreatedColumn, IdentityColumn } from '../database/column.decorator.js';

/** A group of the directory, as the learning platform sees it. */
@Entity('cohort')
@Unique('cohort_display_name_unique', ['organizationId', 'displayNameKey'])
@Index('cohort_seq_idx', ['organizationId', 'seq'])
@Index('cohort_external_id_idx', ['organizationId', 'externalId'], { where: 'external_id is not null' })
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'cohort_organization_fk' })
export class Cohort {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Order of creation: SCIM pages follow it. */
  @IdentityColumn()
  seq!: number;

  @Column('text')
  displayName!: string;

  @Column('text')
  displayNameKey!: string;

  @Column('text', { nullable: true })
  externalId!: string | null;

  /** The SCIM resource without its members, which are rows. */
  @Column('jsonb')
  resource!: object;

  @Column('jsonb')
  compare!: object;

  @Column('bigint', { default: 1 })
  version!: number;

  @CreatedColumn()
  createdAt!: Date;

  @CreatedColumn()
  lastModified!: Date;
}
