import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a member is found by, of the row `m`: name, address, and on a line of its own the address of the sign-in when it is
 * another, so that nobody is found by the end of one and the beginning of the other.
 */
export const searchedText = (m: string): string => `${m}.search_text || coalesce(chr(10) || ${m}.other_login_key, '')`;

/**
 * Members are searched in a narrow table of its own. A member's row is two kilobytes wide, and a common name finds
 * thousands of them; and an index of three-letter pieces has entries for an organization only if the organization is
 * part of each: so a search costs what its own organization has, whoever else there is. Triggers write the table, so
 * that no statement can forget to. Members that are there already come with the next migration, which holds nobody up.
 */
export class CreateMemberSearch1764000110000 implements MigrationInterface {
  name = 'CreateMemberSearch1764000110000';

  async up(runner: QueryRunner): Promise<void> {
    // Access changes far more often than a text. With some room on each page that touches no index.
    await runner.query(`
      create table member_search (
        organization_id uuid not null,
        member_id uuid not null,
        access text not null,
        name_key text not null,
        text text not null,
        constraint member_search_pk primary key (organization_id, member_id),
        constraint member_search_member_fk foreign key (organization_id, member_id)
          references member (organization_id, id)
      ) with (fillfactor = 90)`);
    await runner.query(`
      create function search_keys(organization_id uuid, pieces text[]) returns integer[]
        language sql immutable strict parallel safe
        return array(select hashtext(piece) # uuid_hash(organization_id) from unnest(pieces) as piece)`);
    await runner.query(`
      create function search_keys(organization_id uuid, text text) returns integer[]
        language sql immutable strict parallel safe
        return array(select hashtext(substr(text, place, 3)) # uuid_hash(organization_id)
          from generate_series(1, length(text) - 2) as place)`);
    await runner.query(`
      create function search_member() returns trigger language plpgsql as $$
      begin
        insert into member_search (organization_id, member_id, access, name_key, text)
          values (new.organization_id, new.id, new.access, new.name_key, ${searchedText('new')})
          on conflict (organization_id, member_id) do update
            set access = excluded.access, name_key = excluded.name_key, text = excluded.text;
        return null;
      end $$`);
    await runner.query(
      `create trigger member_search_insert after insert on member for each row execute function search_member()`,
    );
    await runner.query(`
      create trigger member_search_update after update on member for each row
        when (old.access is distinct from new.access or old.search_text is distinct from new.search_text
          or old.name_key is distinct from new.name_key or old.other_login_key is distinct from new.other_login_key)
        execute function search_member()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger member_search_update on member`);
    await runner.query(`drop trigger member_search_insert on member`);
    await runner.query(`drop function search_member()`);
    await runner.query(`drop table member_search`);
    await runner.query(`drop function search_keys(uuid, text), search_keys(uuid, text[])`);
  }
}
