import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Environment } from '../common/environment.js';
import { CreatedColumn } from '../database/column.decorator.js';

/** A customer in one environment: the unit of isolation. */
@Entity('organization')
@Unique('organization_slug_unique', ['slug'])
@Check('organization_slug_check', `slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'`)
@Check('organization_environment_check', `environment in ('production', 'staging')`)
@Check('organization_sync_time_check', `sync_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`)
@Check('organization_sign_in_check', `(sign_in_issuer is null) = (sign_in_audience is null)`)
export class Organization {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  environment!: Environment;

  /** IANA name. */
  @Column('text')
  timezone!: string;

  /** Wall clock time there, `HH:MM`. */
  @Column('text')
  syncTime!: string;

  @Column('boolean', { default: true })
  directorySyncEnabled!: boolean;

  @Column('text', { nullable: true })
  signInIssuer!: string | null;

  @Column('text', { nullable: true })
  signInAudience!: string | null;

  @CreatedColumn()
  createdAt!: Date;

  @CreatedColumn()
  updatedAt!: Date;
}
