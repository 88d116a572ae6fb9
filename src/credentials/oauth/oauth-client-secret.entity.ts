import { Column, Entity, ForeignKey, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { CreatedColumn, InstantColumn } from '../../database/column.decorator.js';

/** One of a client's secrets, as a hash; several may be live at once, so that one can be changed without a gap. */
@Entity('oauth_client_secret')
@ForeignKey('oauth_client', ['organizationId', 'oauthClientId'], ['organizationId', 'id'], {
  name: 'oauth_client_secret_client_fk',
})
export class OauthClientSecret {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  oauthClientId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('bytea')
  secretHash!: Buffer;

  @Column('text')
  prefix!: string;

  @InstantColumn({ nullable: true })
  expiresAt!: Date | null;

  @InstantColumn({ nullable: true })
  revokedAt!: Date | null;

  @CreatedColumn()
  createdAt!: Date;

  @InstantColumn({ nullable: true })
  lastUsedAt!: Date | null;
}
