import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Rows of a reading belong to one taking of a run, so that a process which was given up for dead cannot mix its rows into
 * the next one's. And what a run writes by the million is checked set by set: a foreign key checks, and locks, row by
 * row, which cost three times as much as the mapping itself (measured with 200,000 people).
 */
export class FenceSyncRuns1764000010200 implements MigrationInterface {
  name = 'FenceSyncRuns1764000010200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table sync_run add column roster_epoch integer`);
    await runner.query(`
      alter table roster_person
        drop constraint roster_person_run_fk,
        drop constraint roster_person_pk,
        add column epoch integer not null,
        add constraint roster_person_pk primary key (organization_id, run_id, epoch, ordinal)`);
    await runner.query(`
      alter table roster_assignment
        drop constraint roster_assignment_run_fk,
        drop constraint roster_assignment_pk,
        add column epoch integer not null,
        add constraint roster_assignment_pk primary key (organization_id, run_id, epoch, ordinal)`);
    await runner.query(`alter table sync_change drop constraint sync_change_run_fk`);
    await runner.query(`alter table lcvista_user drop constraint lcvista_user_organization_fk`);
    await runner.query(`
      alter table mapping drop constraint mapping_member_fk, drop constraint mapping_lcvista_user_fk`);
    await runner.query(`
      create function refuse_mapping_of_nobody() returns trigger language plpgsql as $$
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
        referencing new table as fresh for each statement execute function refuse_mapping_of_nobody()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger mapping_sides on mapping`);
    await runner.query(`drop function refuse_mapping_of_nobody()`);
    await runner.query(`
      alter table mapping
        add constraint mapping_member_fk foreign key (organization_id, member_id) references member (organization_id, id),
        add constraint mapping_lcvista_user_fk foreign key (organization_id, lcvista_user_id)
          references lcvista_user (organization_id, id)`);
    await runner.query(`
      alter table lcvista_user
        add constraint lcvista_user_organization_fk foreign key (organization_id) references organization (id)`);
    await runner.query(`delete from sync_change c where not exists (
      select from sync_run r where r.organization_id = c.organization_id and r.id = c.run_id)`);
    await runner.query(`
      alter table sync_change
        add constraint sync_change_run_fk foreign key (organization_id, run_id) references sync_run (organization_id, id)`);
    for (const table of ['roster_person', 'roster_assignment']) {
      await runner.query(`delete from ${table}`);
      await runner.query(`
        alter table ${table}
          drop constraint ${table}_pk,
          drop column epoch,
          add constraint ${table}_pk primary key (organization_id, run_id, ordinal),
          add constraint ${table}_run_fk foreign key (organization_id, run_id) references sync_run (organization_id, id)`);
    }
    await runner.query(`alter table sync_run drop column roster_epoch`);
  }
}
