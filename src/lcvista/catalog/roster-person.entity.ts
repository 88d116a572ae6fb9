import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdentityColumn } from '../../database/column.decorator.js';

/** A person as a run has just read them; doubles included. */
@Entity('roster_person')
export class RosterPerson {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  runId!: string;

  /** The taking of the run that read it. */
  @PrimaryColumn('integer')
  epoch!: number;

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
