import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { IdentityColumn } from '../../database/column.decorator.js';

/** A person as a run has just read them; doubles included. */
@Entity('roster_person')
@ForeignKey('sync_run', ['organizationId', 'runId'], ['organizationId', 'id'], { name: 'roster_person_run_fk' })
export class RosterPerson {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  runId!: string;

  @IdentityColumn({ primary: true })
  ordinal!: number;

  /** LCVista's own. */
  @Column('text')
  id!: string;

  @Column('text', { nullable: true })
  username!: string | null;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  emailKey!: string | null;

  @Column('text', { nullable: true })
  firstName!: string | null;

  @Column('text', { nullable: true })
  lastName!: string | null;

  @Column('boolean')
  isActive!: boolean;

  @Column('text', { nullable: true })
  created!: string | null;
}
