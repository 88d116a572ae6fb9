import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { IdentityColumn } from '../database/column.decorator.js';

/** By how much the number of members of a kind, or of cohorts, changed. The sum of the rows is the number. */
@Entity('tally')
@Check('tally_name_check', `name in ('invited', 'enrolled', 'removed', 'deleted', 'cohorts')`)
export class Tally {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('text')
  name!: 'invited' | 'enrolled' | 'removed' | 'deleted' | 'cohorts';

  @IdentityColumn({ primary: true })
  id!: number;

  @Column('bigint')
  difference!: number;
}
