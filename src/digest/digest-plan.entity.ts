import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { InstantColumn } from '../database/column.decorator.js';
import type { Weekday } from './digest-moment.js';

/** Who gets an organization's weekly review, and on which day. */
@Entity('digest_plan')
@Index('digest_plan_next_digest_idx', ['nextDigestAt', 'organizationId'])
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'digest_plan_organization_fk' })
@Check(
  'digest_plan_weekday_check',
  `weekday in ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')`,
)
@Check('digest_plan_recipients_check', `cardinality(recipients) between 1 and 20`)
export class DigestPlan {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @Column('text')
  weekday!: Weekday;

  @Column('text', { array: true })
  recipients!: string[];

  /** Since when the weekday holds: what was due before has not been missed. */
  @InstantColumn()
  since!: Date;

  /** When to look at the plan again; now, after the organization's time or zone was changed. */
  @InstantColumn()
  nextDigestAt!: Date;
}
