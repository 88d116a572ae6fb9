import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a run writes by the million, it writes into fewer indexes. The part before `@` is found by a range of the
 * addresses themselves, in code point order whatever the database's collation, so that the index of that part can go.
 * And a trigger for each statement keeps a copy of all its rows, even when its condition says no; one for each row does
 * not.
 */
export class LightenSyncWrites1764000085000 implements MigrationInterface {
  name = 'LightenSyncWrites1764000085000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index lcvista_user_local_part_idx, lcvista_user_email_key_idx`);
    await runner.query(
      `create index lcvista_user_email_key_idx on lcvista_user (organization_id, email_key text_pattern_ops) where email_key is not null and gone_at is null`,
    );
    await runner.query(`drop trigger mapping_sides on mapping`);
    await runner.query(`
      create or replace function refuse_mapping_of_nobody() returns trigger language plpgsql as $$
      begin
        if not exists (select from member m where m.organization_id = new.organization_id and m.id = new.member_id) then
          raise exception 'a mapping without its member'
            using errcode = 'foreign_key_violation', constraint = 'mapping_member_fk';
        end if;
        if not exists (select from lcvista_user u
                        where u.organization_id = new.organization_id and u.id = new.lcvista_user_id) then
          raise exception 'a mapping without its LCVista user'
            using errcode = 'foreign_key_violation', constraint = 'mapping_lcvista_user_fk';
        end if;
        return null;
      end $$`);
    await runner.query(`
      create trigger mapping_sides after insert on mapping for each row
        when (current_setting('muster.carries_out_plan', true) is distinct from 'on')
        execute function refuse_mapping_of_nobody()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger mapping_sides on mapping`);
    await runner.query(`
      create or replace function refuse_mapping_of_nobody() returns trigger language plpgsql as $$
      begin
        if exists (select from fresh f where not exists (
             select from member m where m.organization_id = f.organization_id and m.id = f.member_id)) then
          raise exception 'a mapping without its member'
            using errcode = 'foreign_key_violation', constraint = 'mapping_member_fk';
        end if;
        if exists (select from fresh f where not exists (
             select from lcvista_user u where u.organization_id = f.organization_id and u.id = f.lcvista_user_id)) then
          raise exception 'a mapping without its LCVista user'
            using errcode = 'foreign_key_violation', constraint = 'mapping_lcvista_user_fk';
        end if;
        return null;
      end $$`);
    await runner.query(`
      create trigger mapping_sides after insert on mapping
        referencing new table as fresh for each statement
        when (current_setting('muster.carries_out_plan', true) is distinct from 'on')
        execute function refuse_mapping_of_nobody()`);
    await runner.query(`drop index lcvista_user_email_key_idx`);
    await runner.query(
      `create index lcvista_user_email_key_idx on lcvista_user (organization_id, email_key) where email_key is not null and gone_at is null`,
    );
    await runner.query(
      `create index lcvista_user_local_part_idx on lcvista_user (organization_id, (split_part(split_part(email_key, '@', 1), '+', 1))) where email_key is not null and gone_at is null`,
    );
  }
}
