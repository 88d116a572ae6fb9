import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdentityColumn } from '../../database/column.decorator.js';

/** That a person can see the catalog, as a run has just read it. */
@Entity('roster_assignment')
export class RosterAssignment {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  runId!: string;

  /** The taking of the run that read it. */
  @PrimaryColumn('integer')
  epoch!: number;

  @IdentityColumn({ primary: true })
  ordinal!: number;

  @Column('text')
  personId!: string;
}
