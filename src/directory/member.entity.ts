import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { CreatedColumn, IdentityColumn, InstantColumn } from '../database/column.decorator.js';

/** A person's place in an organization. SCIM sees it as a User; a removed one stays for administrators. */
@Entity('member')
@Index('member_user_name_unique', ['organizationId', 'userNameKey'], { unique: true, where: 'deleted_at is null' })
@Index('member_seq_idx', ['organizationId', 'seq'], { where: 'deleted_at is null' })
@Index('member_external_id_idx', ['externalId', 'organizationId'], { where: 'external_id is not null' })
@Index('member_email_key_idx', ['emailKey', 'organizationId'], { where: 'email_key is not null' })
@Index('member_local_part_idx', { synchronize: false })
@Index('member_odd_email_idx', ['organizationId'], { where: `email_key ~ '[^!-~]'` })
@Index('member_email_keys_idx', { synchronize: false })
@Index('member_name_idx', ['organizationId', 'nameKey', 'id'], { where: `access <> 'removed'` })
@Index('member_removed_name_idx', ['organizationId', 'nameKey', 'id'], { where: `access = 'removed'` })
@Index('member_user_idx', ['userId'], { where: 'user_id is not null' })
// For near spellings. What administrators search is the table `member_search`.
@Index('member_search_text_idx', { synchronize: false })
@ForeignKey('organization', ['organizationId'], ['id'], { name: 'member_organization_fk' })
@ForeignKey('user_profile', ['userId'], ['id'], { name: 'member_user_fk' })
@Check('member_claimed_check', `(user_id is null) = (claimed_at is null)`)
@Check('member_removed_check', `(active and deleted_at is null) = (removed_at is null)`)
@Check('member_email_check', `(email is null) = (email_key is null)`)
export class Member {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Order of creation: SCIM pages follow it. */
  @IdentityColumn()
  seq!: number;

  @Column('text')
  userName!: string;

  @Column('text')
  userNameKey!: string;

  @Column('text', { nullable: true })
  externalId!: string | null;

  @Column('text')
  name!: string;

  @Column('text')
  nameKey!: string;

  /** An administrator changed the name, and the directory has not sent one since. */
  @Column('boolean', { default: false })
  nameByHand!: boolean;

  @Column('text', { nullable: true })
  email!: string | null;

  @Column('text', { nullable: true })
  emailKey!: string | null;

  /** Compare keys of all addresses, to find the candidates of a filter. */
  @Column('text', { array: true, default: [] })
  emailKeys!: string[];

  @Column('boolean', { default: true })
  active!: boolean;

  @Column('uuid', { nullable: true })
  userId!: string | null;

  @CreatedColumn()
  invitedAt!: Date;

  @InstantColumn({ nullable: true })
  claimedAt!: Date | null;

  @InstantColumn({ nullable: true })
  removedAt!: Date | null;

  /** Deleted by the directory, which has forgotten it. */
  @InstantColumn({ nullable: true })
  deletedAt!: Date | null;

  @Column({
    type: 'text',
    generatedType: 'STORED',
    asExpression: `case
      when deleted_at is not null or not active then 'removed'
      when user_id is null then 'invited'
      else 'enrolled'
    end`,
  })
  access!: 'invited' | 'enrolled' | 'removed';

  @Column({ type: 'text', generatedType: 'STORED', asExpression: `name_key || ' ' || coalesce(email_key, '')` })
  searchText!: string;

  /** Key of the address with which the user signs in, when it is another. Triggers keep it, and copy it to `member_search`. */
  @Column('text', { nullable: true })
  otherLoginKey!: string | null;

  /** The SCIM resource as the directory sent it. */
  @Column('jsonb')
  resource!: object;

  /** The same with every text as its compare key: what filters are answered from. */
  @Column('jsonb')
  compare!: object;

  @Column('bigint', { default: 1 })
  version!: number;

  @CreatedColumn()
  createdAt!: Date;

  @CreatedColumn()
  lastModified!: Date;
}
