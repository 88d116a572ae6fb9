import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Environment } from '../../common/environment.js';
import { CreatedColumn, InstantColumn } from '../../database/column.decorator.js';
import type { TokenScope } from '../caller.js';

/** A bearer token, as a hash: made by an administrator, or issued to an OAuth client for an hour. */
@Entity('access_token')
@Unique('access_token_hash_unique', ['tokenHash'])
@Index('access_token_organization_idx', ['organizationId', 'createdAt', 'id'])
@Index('access_token_expires_at_idx', ['expiresAt'], {
  where: 'oauth_client_id is not null or by_workload_identity',
})
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'access_token_organization_fk' })
@ForeignKey('oauth_client', ['organizationId', 'oauthClientId'], ['organizationId', 'id'], {
  name: 'access_token_oauth_client_fk',
})
@Check(
  'access_token_bound_check',
  `case scope
     when 'platform' then organization_id is null and environment is null
     when 'claim' then organization_id is null and environment in ('production', 'staging')
     when 'admin' then organization_id is not null and environment is null
     when 'viewer' then organization_id is not null and environment is null
     when 'scim' then organization_id is not null and environment is null
     else false
   end`,
)
export class AccessToken {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** With scopes `admin`, `viewer` and `scim`. */
  @Column('uuid', { nullable: true })
  organizationId!: string | null;

  /** With scope `claim`. */
  @Column('text', { nullable: true })
  environment!: Environment | null;

  @Column('text')
  scope!: TokenScope;

  @Column('text')
  name!: string;

  @Column('text')
  prefix!: string;

  @Column('bytea')
  tokenHash!: Buffer;

  /** The client that it was issued to; null for tokens made by hand. */
  @Column('uuid', { nullable: true })
  oauthClientId!: string | null;

  @Column('uuid', { nullable: true })
  oauthClientSecretId!: string | null;

  @Column('boolean', { default: false })
  byWorkloadIdentity!: boolean;

  @InstantColumn({ nullable: true })
  expiresAt!: Date | null;

  /** Once rotated: the end before that, or `infinity`. */
  @InstantColumn({ nullable: true })
  meantUntil!: Date | null;

  @InstantColumn({ nullable: true })
  revokedAt!: Date | null;

  @CreatedColumn()
  createdAt!: Date;

  @InstantColumn({ nullable: true })
  lastUsedAt!: Date | null;
}
