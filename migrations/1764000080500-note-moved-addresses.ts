import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nobody has read LCVista for the organization, and nobody is about to: there is no review queue to keep true. */
const withoutQueue = (organizationId: string): string => `
  not exists (select from lcvista_user u where u.organization_id = ${organizationId})
  and not exists (select from sync_run r where r.organization_id = ${organizationId} and r.status in ('queued', 'running'))`;

/**
 * Which addresses have changed hands in the directory since the review queue was last written, so that it is true at any
 * moment and not only after a run. A row is added, never changed, so that writers wait neither for each other nor for a
 * run; whoever reads the queue judges those addresses anew. Triggers write it, so that no statement can forget to.
 *
 * And the addresses that an administrator saw when mapping by hand: only what changed afterwards is odd.
 */
export class NoteMovedAddresses1764000080500 implements MigrationInterface {
  name = 'NoteMovedAddresses1764000080500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table moved_address (
        organization_id uuid not null,
        email_key text not null,
        id bigint not null generated always as identity,
        moved_at timestamptz(3) not null default now(),
        constraint moved_address_pk primary key (organization_id, email_key, id)
      )`);
    await runner.query(`
      create function note_moved_address() returns trigger language plpgsql as $$
      begin
        if ${withoutQueue('new.organization_id')} then return null; end if;
        if tg_op = 'UPDATE' and old.email_key is not null then
          insert into moved_address (organization_id, email_key) values (old.organization_id, old.email_key);
          if new.email_key is not distinct from old.email_key then return null; end if;
        end if;
        if new.email_key is not null then
          insert into moved_address (organization_id, email_key) values (new.organization_id, new.email_key);
        end if;
        return null;
      end $$`);
    await runner.query(`
      create trigger member_address_insert after insert on member for each row
        when (new.email_key is not null) execute function note_moved_address()`);
    await runner.query(`
      create trigger member_address_update after update on member for each row
        when (old.access is distinct from new.access or old.email_key is distinct from new.email_key)
        execute function note_moved_address()`);
    await runner.query(`alter table mapping add seen_member_key text, add seen_lcvista_key text`);
    await runner.query(`
      update mapping g set seen_member_key = m.email_key, seen_lcvista_key = u.email_key
      from member m, lcvista_user u
      where g.origin = 'hand' and g.ended_at is null and m.organization_id = g.organization_id and m.id = g.member_id
        and u.organization_id = g.organization_id and u.id = g.lcvista_user_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table mapping drop seen_member_key, drop seen_lcvista_key`);
    await runner.query(`drop trigger member_address_update on member`);
    await runner.query(`drop trigger member_address_insert on member`);
    await runner.query(`drop function note_moved_address()`);
    await runner.query(`drop table moved_address`);
  }
}
