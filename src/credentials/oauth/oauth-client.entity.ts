import { Column, Entity, ForeignKey, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { CreatedColumn, InstantColumn } from '../../database/column.decorator.js';

/** A program that fetches its access tokens itself, e.g. Entra's provisioning service. */
@Entity('oauth_client')
@Unique('oauth_client_client_id_unique', ['clientId'])
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'oauth_client_organization_fk' })
export class OauthClient {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column('text')
  clientId!: string;

  @Column('text')
  name!: string;

  @CreatedColumn()
  createdAt!: Date;

  @InstantColumn({ nullable: true })
  revokedAt!: Date | null;
}
