import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a member is searched by. The database keeps it beside the member, which is too wide to read in thousands. */
@Entity('member_search')
@Index('member_search_keys_idx', { synchronize: false })
@ForeignKey('member', ['organizationId', 'memberId'], ['organizationId', 'id'], { name: 'member_search_member_fk' })
export class MemberSearch {
  @PrimaryColumn('uuid')
  organizationId!: string;

  @PrimaryColumn('uuid')
  memberId!: string;

  /** As the member's, with its name key: a search of a whole list needs no more. */
  @Column('text')
  access!: string;

  @Column('text')
  nameKey!: string;

  /** Keys of the name and the address, and on a second line that of the sign-in's address when it is another. */
  @Column('text')
  text!: string;
}
