import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many members of each kind an organization has, without counting them. Each change adds a row with a difference,
 * so that writers never wait for each other; the scheduler folds the rows together. Triggers write it, so that no
 * statement can forget to.
 */
export class CreateTally1764000003000 implements MigrationInterface {
  name = 'CreateTally1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tally (
        organization_id uuid not null,
        name text not null,
        id bigint not null generated always as identity,
        difference bigint not null,
        constraint tally_pk primary key (organization_id, name, id),
        constraint tally_name_check check (name in ('invited', 'enrolled', 'removed', 'deleted', 'cohorts'))
      )`);
    await runner.query(`
      create function tally_member_name(access text, deleted_at timestamptz) returns text language sql immutable as $$
        select case when deleted_at is not null then 'deleted' else access end
      $$`);
    await runner.query(`
      create function tally_member_insert() returns trigger language plpgsql as $$
      begin
        insert into tally (organization_id, name, difference)
          select organization_id, tally_member_name(access, deleted_at), count(*) from fresh group by 1, 2;
        return null;
      end $$`);
    await runner.query(`
      create function tally_member_update() returns trigger language plpgsql as $$
      begin
        insert into tally (organization_id, name, difference) values
          (old.organization_id, tally_member_name(old.access, old.deleted_at), -1),
          (new.organization_id, tally_member_name(new.access, new.deleted_at), 1);
        return null;
      end $$`);
    await runner.query(`
      create trigger member_tally_insert after insert on member
        referencing new table as fresh for each statement execute function tally_member_insert()`);
    await runner.query(`
      create trigger member_tally_update after update on member for each row
        when (old.access is distinct from new.access or (old.deleted_at is null) <> (new.deleted_at is null))
        execute function tally_member_update()`);
    await runner.query(`
      create function tally_cohort() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          insert into tally (organization_id, name, difference) values (new.organization_id, 'cohorts', 1);
        else
          insert into tally (organization_id, name, difference) values (old.organization_id, 'cohorts', -1);
        end if;
        return null;
      end $$`);
    await runner.query(
      `create trigger cohort_tally after insert or delete on cohort for each row execute function tally_cohort()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger cohort_tally on cohort`);
    await runner.query(`drop trigger member_tally_update on member`);
    await runner.query(`drop trigger member_tally_insert on member`);
    await runner.query(
      `drop function tally_cohort(), tally_member_update(), tally_member_insert(), tally_member_name(text, timestamptz)`,
    );
    await runner.query(`drop table tally`);
  }
}
