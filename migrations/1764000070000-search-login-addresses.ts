import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Members are found by the address with which their user signs in, too. A copy stands beside the member, where one index
 * of the tenant's own rows finds it; it is kept by the database, since profiles and members change in different rooms.
 * Rows that are there already are filled and indexed by the next migration, which holds nobody up.
 */
export class SearchLoginAddresses1764000070000 implements MigrationInterface {
  name = 'SearchLoginAddresses1764000070000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table member add column other_login_key text`);
    await runner.query(`
      create function member_other_login() returns trigger language plpgsql as $$
      begin
        new.other_login_key := null;
        if new.user_id is not null then
          select nullif(login_email_key, new.email_key) into new.other_login_key
          from user_profile where id = new.user_id;
        end if;
        return new;
      end $$`);
    await runner.query(`
      create trigger member_other_login_insert before insert on member for each row
        when (new.user_id is not null) execute function member_other_login()`);
    await runner.query(`
      create trigger member_other_login_update before update of user_id, email_key on member for each row
        when (new.user_id is distinct from old.user_id or new.email_key is distinct from old.email_key)
        execute function member_other_login()`);
    await runner.query(`
      create function user_profile_other_login() returns trigger language plpgsql as $$
      begin
        update member set other_login_key = nullif(new.login_email_key, email_key)
        where user_id = new.id and other_login_key is distinct from nullif(new.login_email_key, email_key);
        return null;
      end $$`);
    await runner.query(`
      create trigger user_profile_other_login after update of login_email_key on user_profile for each row
        when (new.login_email_key <> old.login_email_key) execute function user_profile_other_login()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger user_profile_other_login on user_profile`);
    await runner.query(`drop trigger member_other_login_update on member`);
    await runner.query(`drop trigger member_other_login_insert on member`);
    await runner.query(`drop function user_profile_other_login`);
    await runner.query(`drop function member_other_login`);
    await runner.query(`alter table member drop column other_login_key`);
  }
}
