import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Environment } from '../common/environment.js';
import { CreatedColumn } from '../database/column.decorator.js';

/** A learner's own profile, made by the first sign-in; it belongs to an environment and outlives memberships. */
@Entity('user_profile')
@Index('user_profile_login_email_key_idx', ['environment', 'loginEmailKey'])
@Unique('user_profile_person_unique', ['environment', 'issuer', 'subject'])
@Check('user_profile_environment_check', `environment in ('production', 'staging')`)
export class UserProfile {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  environment!: Environment;

  @Column('text')
  issuer!: string;

  @Column('text')
  subject!: string;

  @Column('text')
  displayName!: string;

  @Column('text')
  loginEmail!: string;

  @Column('text')
  loginEmailKey!: string;

  @CreatedColumn()
  createdAt!: Date;

  @CreatedColumn()
  updatedAt!: Date;
}
