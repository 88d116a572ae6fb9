import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People and groups as the directory sends them, and the learner profiles that sign-in links to them. */
export class CreateDirectory1764000001000 implements MigrationInterface {
  name = 'CreateDirectory1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create extension if not exists pg_trgm`);
    await runner.query(`
      create table user_profile (
        id uuid not null default gen_random_uuid(),
        environment text not null,
        issuer text not null,
        subject text not null,
        display_name text not null,
        login_email text not null,
        login_email_key text not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint user_profile_pk primary key (id),
        constraint user_profile_person_unique unique (environment, issuer, subject),
        constraint user_profile_environment_check check (environment in ('production', 'staging'))
      )`);
    await runner.query(`
      create table member (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        seq bigint not null generated always as identity,
        user_name text not null,
        user_name_key text not null,
        external_id text,
        name text not null,
        name_key text not null,
        name_by_hand boolean not null default false,
        email text,
        email_key text,
        email_keys text[] not null default '{}',
        active boolean not null default true,
        user_id uuid,
        invited_at timestamptz(3) not null default now(),
        claimed_at timestamptz(3),
        removed_at timestamptz(3),
        deleted_at timestamptz(3),
        access text not null generated always as (
          case
            when deleted_at is not null or not active then 'removed'
            when user_id is null then 'invited'
            else 'enrolled'
          end) stored,
        search_text text not null generated always as (name_key || ' ' || coalesce(email_key, '')) stored,
        resource jsonb not null,
        compare jsonb not null,
        version bigint not null default 1,
        created_at timestamptz(3) not null default now(),
        last_modified timestamptz(3) not null default now(),
        constraint member_pk primary key (organization_id, id),
        constraint member_organization_fk foreign key (organization_id) references organization (id),
        constraint member_user_fk foreign key (user_id) references user_profile (id),
        constraint member_claimed_check check ((user_id is null) = (claimed_at is null)),
        constraint member_removed_check check ((active and deleted_at is null) = (removed_at is null)),
        constraint member_email_check check ((email is null) = (email_key is null))
      )`);
    await runner.query(
      `create unique index member_user_name_unique on member (organization_id, user_name_key) where deleted_at is null`,
    );
    await runner.query(`create index member_seq_idx on member (organization_id, seq) where deleted_at is null`);
    await runner.query(
      `create index member_external_id_idx on member (organization_id, external_id) where external_id is not null`,
    );
    await runner.query(
      `create index member_email_key_idx on member (organization_id, email_key) where email_key is not null`,
    );
    await runner.query(
      `create index member_local_part_idx on member (organization_id, (split_part(split_part(email_key, '@', 1), '+', 1))) where email_key is not null`,
    );
    await runner.query(`create index member_email_keys_idx on member using gin (email_keys)`);
    await runner.query(
      `create index member_name_idx on member (organization_id, name_key, id) where access <> 'removed'`,
    );
    await runner.query(
      `create index member_removed_name_idx on member (organization_id, name_key, id) where access = 'removed'`,
    );
    await runner.query(`create index member_user_idx on member (user_id) where user_id is not null`);
    await runner.query(`create index member_search_text_idx on member using gin (search_text gin_trgm_ops)`);
    await runner.query(`
      create table cohort (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        seq bigint not null generated always as identity,
        display_name text not null,
        display_name_key text not null,
        external_id text,
        resource jsonb not null,
        compare jsonb not null,
        version bigint not null default 1,
        created_at timestamptz(3) not null default now(),
        last_modified timestamptz(3) not null default now(),
        constraint cohort_pk primary key (organization_id, id),
        constraint cohort_organization_fk foreign key (organization_id) references organization (id),
        constraint cohort_display_name_unique unique (organization_id, display_name_key)
      )`);
    await runner.query(`create index cohort_seq_idx on cohort (organization_id, seq)`);
    await runner.query(
      `create index cohort_external_id_idx on cohort (organization_id, external_id) where external_id is not null`,
    );
    await runner.query(`
      create table cohort_member (
        organization_id uuid not null,
        cohort_id uuid not null,
        member_id uuid not null,
        joined_at timestamptz(3) not null default now(),
        constraint cohort_member_pk primary key (organization_id, cohort_id, member_id),
        constraint cohort_member_cohort_fk foreign key (organization_id, cohort_id)
          references cohort (organization_id, id) on delete cascade,
        constraint cohort_member_member_fk foreign key (organization_id, member_id)
          references member (organization_id, id)
      )`);
    await runner.query(
      `create index cohort_member_member_idx on cohort_member (organization_id, member_id, cohort_id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table cohort_member, cohort, member, user_profile`);
  }
}
