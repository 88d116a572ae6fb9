import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { IdentityColumn } from '../../database/column.decorator.js';

/** That a person can see the catalog, as a run has just read it. */
@Entity('roster_assignment')
@ForeignKey('sync_run', ['organizationId', 'runId'], ['organizationId', 'id'], { name: 'roster_assignment_run_fk' })
export class RosterAssignment {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  runId!: string;

  @IdentityColumn({ primary: true })
  ordinal!: number;

  @Column('text')
  personId!: string;
}
