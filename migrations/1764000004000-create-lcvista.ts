import type { MigrationInterface, QueryRunner } from 'typeorm';

const endedReasons = [
  'lcvista-user-gone',
  'lcvista-user-inactive',
  'not-assigned',
  'member-removed',
  'claim-removed',
  'remapped-by-hand',
  'unmapped-by-hand',
];

/** The compliance site as last read, the runs that read it, and the mappings that follow. */
export class CreateLcvista1764000004000 implements MigrationInterface {
  name = 'CreateLcvista1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lcvista_connection (
        organization_id uuid not null,
        site_url text not null,
        api_key_sealed bytea not null,
        api_key_last4 text not null,
        catalog text not null,
        assignment text not null,
        shrink_limit_percent smallint not null,
        wire_profile jsonb not null default '{}',
        connected_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        next_sync_at timestamptz(3) not null,
        constraint lcvista_connection_pk primary key (organization_id),
        constraint lcvista_connection_organization_fk foreign key (organization_id) references organization (id),
        constraint lcvista_connection_assignment_check check (assignment in ('groups', 'everyone')),
        constraint lcvista_connection_shrink_check check (shrink_limit_percent between 0 and 100)
      )`);
    await runner.query(
      `create index lcvista_connection_next_sync_idx on lcvista_connection (next_sync_at, organization_id)`,
    );
    await runner.query(`
      create table sync_run (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        seq bigint not null generated always as identity,
        trigger text not null,
        local_date date,
        dry_run boolean not null default false,
        force boolean not null default false,
        status text not null default 'queued',
        attempt smallint not null default 1,
        epoch integer not null default 0,
        requested_by text not null,
        approved_by text,
        created_at timestamptz(3) not null default now(),
        started_at timestamptz(3),
        finished_at timestamptz(3),
        retry_at timestamptz(3),
        error_code text,
        error_message text,
        people_read integer not null default 0,
        people_total integer,
        counts jsonb,
        constraint sync_run_pk primary key (organization_id, id),
        constraint sync_run_organization_fk foreign key (organization_id) references organization (id),
        constraint sync_run_trigger_check check (trigger in ('schedule', 'manual')),
        constraint sync_run_status_check check (status in ('queued', 'running', 'succeeded', 'failed', 'held')),
        constraint sync_run_local_date_check check ((trigger = 'schedule') = (local_date is not null)),
        constraint sync_run_error_check check ((error_code is null) = (error_message is null))
      )`);
    await runner.query(
      `create unique index sync_run_one_active on sync_run (organization_id) where status in ('queued', 'running')`,
    );
    await runner.query(
      `create unique index sync_run_one_per_date on sync_run (organization_id, local_date) where trigger = 'schedule'`,
    );
    await runner.query(`create index sync_run_seq_idx on sync_run (organization_id, seq)`);
    await runner.query(`create index sync_run_retry_at_idx on sync_run (retry_at) where retry_at is not null`);
    await runner.query(`
      create table roster_person (
        organization_id uuid not null,
        run_id uuid not null,
        ordinal bigint not null generated always as identity,
        id text not null,
        username text,
        email text,
        email_key text,
        first_name text,
        last_name text,
        is_active boolean not null,
        created text,
        constraint roster_person_pk primary key (organization_id, run_id, ordinal),
        constraint roster_person_run_fk foreign key (organization_id, run_id) references sync_run (organization_id, id)
      )`);
    await runner.query(`
      create table roster_assignment (
        organization_id uuid not null,
        run_id uuid not null,
        ordinal bigint not null generated always as identity,
        person_id text not null,
        constraint roster_assignment_pk primary key (organization_id, run_id, ordinal),
        constraint roster_assignment_run_fk foreign key (organization_id, run_id) references sync_run (organization_id, id)
      )`);
    await runner.query(`
      create table lcvista_user (
        organization_id uuid not null,
        id text not null,
        username text,
        email text,
        email_key text,
        first_name text,
        last_name text,
        is_active boolean not null,
        assigned boolean not null,
        created text,
        first_read_at timestamptz(3) not null default now(),
        changed_at timestamptz(3) not null default now(),
        gone_at timestamptz(3),
        ignored_at timestamptz(3),
        ignored_by text,
        ignored_reason text,
        unmapped_reason text,
        unmapped_since timestamptz(3),
        constraint lcvista_user_pk primary key (organization_id, id),
        constraint lcvista_user_organization_fk foreign key (organization_id) references organization (id),
        constraint lcvista_user_unmapped_check check ((unmapped_reason is null) = (unmapped_since is null)),
        constraint lcvista_user_ignored_check check ((ignored_at is null) = (ignored_reason is null))
      )`);
    await runner.query(
      `create index lcvista_user_email_key_idx on lcvista_user (organization_id, email_key) where email_key is not null and gone_at is null`,
    );
    await runner.query(
      `create index lcvista_user_unmapped_idx on lcvista_user (organization_id, unmapped_since, id) where unmapped_reason is not null`,
    );
    await runner.query(
      `create index lcvista_user_unmapped_reason_idx on lcvista_user (organization_id, unmapped_reason, unmapped_since, id) where unmapped_reason is not null`,
    );
    await runner.query(`
      create table mapping (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        seq bigint not null generated always as identity,
        member_id uuid not null,
        lcvista_user_id text not null,
        origin text not null,
        reason text,
        flags text[] not null default '{}',
        started_at timestamptz(3) not null default now(),
        started_by text not null,
        started_run_id uuid,
        ended_at timestamptz(3),
        ended_reason text,
        ended_by text,
        ended_note text,
        ended_run_id uuid,
        constraint mapping_pk primary key (organization_id, id),
        constraint mapping_member_fk foreign key (organization_id, member_id) references member (organization_id, id),
        constraint mapping_lcvista_user_fk foreign key (organization_id, lcvista_user_id)
          references lcvista_user (organization_id, id),
        constraint mapping_origin_check check (origin in ('rule', 'hand')),
        constraint mapping_ended_check check ((ended_at is null) = (ended_reason is null)),
        constraint mapping_ended_reason_check check (ended_reason in (${endedReasons.map((reason) => `'${reason}'`).join(', ')}))
      )`);
    await runner.query(
      `create unique index mapping_active_member_unique on mapping (organization_id, member_id) where ended_at is null`,
    );
    await runner.query(
      `create unique index mapping_active_lcvista_user_unique on mapping (organization_id, lcvista_user_id) where ended_at is null`,
    );
    await runner.query(`create index mapping_seq_idx on mapping (organization_id, seq)`);
    await runner.query(`create index mapping_member_idx on mapping (organization_id, member_id, seq)`);
    await runner.query(`
      create table mapping_block (
        organization_id uuid not null,
        member_id uuid not null,
        lcvista_user_id text not null,
        reason text not null,
        blocked_at timestamptz(3) not null default now(),
        blocked_by text not null,
        constraint mapping_block_pk primary key (organization_id, member_id, lcvista_user_id),
        constraint mapping_block_member_fk foreign key (organization_id, member_id) references member (organization_id, id),
        constraint mapping_block_lcvista_user_fk foreign key (organization_id, lcvista_user_id)
          references lcvista_user (organization_id, id)
      )`);
    await runner.query(
      `create index mapping_block_lcvista_user_idx on mapping_block (organization_id, lcvista_user_id)`,
    );
    await runner.query(`
      create table sync_change (
        organization_id uuid not null,
        run_id uuid not null,
        ordinal bigint not null generated always as identity,
        kind text not null,
        member_id uuid,
        member_email text,
        lcvista_user_id text,
        lcvista_email text,
        reason text,
        constraint sync_change_pk primary key (organization_id, run_id, ordinal),
        constraint sync_change_run_fk foreign key (organization_id, run_id) references sync_run (organization_id, id),
        constraint sync_change_kind_check check (kind in ('mapped', 'ended', 'flagged', 'unflagged'))
      )`);
    await runner.query(`
      create table mapped_share (
        organization_id uuid not null,
        date date not null,
        active_members integer not null,
        mapped_members integer not null,
        constraint mapped_share_pk primary key (organization_id, date),
        constraint mapped_share_organization_fk foreign key (organization_id) references organization (id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop table mapped_share, sync_change, mapping_block, mapping, lcvista_user, roster_assignment, roster_person, sync_run, lcvista_connection`,
    );
  }
}
