import type { MigrationInterface, QueryRunner } from 'typeorm';

const appendOnly = ['member_event', 'audit_event', 'provisioning_event'];

/** What happened and who did it: three append-only records, kept so by the database itself. */
export class CreateAudit1764000002000 implements MigrationInterface {
  name = 'CreateAudit1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table member_event (
        organization_id uuid not null,
        id bigint not null generated always as identity,
        member_id uuid not null,
        at timestamptz(3) not null default now(),
        kind text not null,
        actor_kind text not null,
        actor text not null,
        cause text not null,
        detail jsonb not null default '{}',
        request_id text,
        constraint member_event_pk primary key (organization_id, id),
        constraint member_event_member_fk foreign key (organization_id, member_id) references member (organization_id, id)
      )`);
    await runner.query(`create index member_event_member_idx on member_event (organization_id, member_id, id)`);
    await runner.query(`
      create table audit_event (
        id bigint not null generated always as identity,
        organization_id uuid,
        at timestamptz(3) not null default now(),
        kind text not null,
        actor_kind text not null,
        actor_id text,
        actor_name text not null,
        subject_type text not null,
        subject_id text,
        member_id uuid,
        before jsonb,
        after jsonb,
        reason text,
        origin text,
        request_id text,
        constraint audit_event_pk primary key (id),
        constraint audit_event_organization_fk foreign key (organization_id) references organization (id)
      )`);
    await runner.query(`create index audit_event_organization_idx on audit_event (organization_id, id)`);
    await runner.query(
      `create index audit_event_member_idx on audit_event (organization_id, member_id, id) where member_id is not null`,
    );
    await runner.query(`
      create table provisioning_event (
        organization_id uuid not null,
        id bigint not null generated always as identity,
        at timestamptz(3) not null default now(),
        request_id text,
        actor_id text,
        actor_name text not null,
        operation text not null,
        resource_type text not null,
        resource_id text,
        resource_name text,
        outcome text not null,
        status smallint not null,
        reason text,
        detail text,
        changes jsonb not null default '[]',
        constraint provisioning_event_pk primary key (organization_id, id),
        constraint provisioning_event_organization_fk foreign key (organization_id) references organization (id),
        constraint provisioning_event_outcome_check check (outcome in ('applied', 'refused'))
      )`);
    await runner.query(
      `create index provisioning_event_resource_idx on provisioning_event (organization_id, resource_id, id) where resource_id is not null`,
    );
    await runner.query(`create index provisioning_event_at_idx on provisioning_event using brin (at)`);
    await runner.query(`create index audit_event_at_idx on audit_event using brin (at)`);
    await runner.query(`
      create function refuse_change_of_history() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and tg_table_name <> 'member_event'
           and current_setting('muster.retention_purge', true) = 'on' then
          return old;
        end if;
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $$`);
    for (const table of appendOnly) {
      await runner.query(`
        create trigger ${table}_append_only before update or delete on ${table}
          for each row execute function refuse_change_of_history()`);
      await runner.query(`
        create trigger ${table}_no_truncate before truncate on ${table}
          for each statement execute function refuse_change_of_history()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table provisioning_event, audit_event, member_event`);
    await runner.query(`drop function refuse_change_of_history`);
  }
}
