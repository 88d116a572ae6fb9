import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants, and the credentials by which programs and administrators reach them. */
export class CreateOrganizations1764000000000 implements MigrationInterface {
  name = 'CreateOrganizations1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table organization (
        id uuid not null default gen_random_uuid(),
        slug text not null,
        name text not null,
        environment text not null,
        timezone text not null,
        sync_time text not null,
        directory_sync_enabled boolean not null default true,
        sign_in_issuer text,
        sign_in_audience text,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint organization_pk primary key (id),
        constraint organization_slug_unique unique (slug),
        constraint organization_slug_check check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
        constraint organization_environment_check check (environment in ('production', 'staging')),
        constraint organization_sync_time_check check (sync_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        constraint organization_sign_in_check check ((sign_in_issuer is null) = (sign_in_audience is null))
      )`);
    await runner.query(`
      create table oauth_client (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        client_id text not null,
        name text not null,
        created_at timestamptz(3) not null default now(),
        revoked_at timestamptz(3),
        constraint oauth_client_pk primary key (organization_id, id),
        constraint oauth_client_client_id_unique unique (client_id),
        constraint oauth_client_organization_fk foreign key (organization_id) references organization (id)
      )`);
    await runner.query(`
      create table oauth_client_secret (
        organization_id uuid not null,
        oauth_client_id uuid not null,
        id uuid not null default gen_random_uuid(),
        secret_hash bytea not null,
        prefix text not null,
        expires_at timestamptz(3),
        revoked_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3),
        constraint oauth_client_secret_pk primary key (organization_id, oauth_client_id, id),
        constraint oauth_client_secret_client_fk foreign key (organization_id, oauth_client_id)
          references oauth_client (organization_id, id)
      )`);
    await runner.query(`
      create table workload_identity (
        organization_id uuid not null,
        issuer text not null,
        subject text not null,
        audience text not null,
        updated_at timestamptz(3) not null default now(),
        constraint workload_identity_pk primary key (organization_id),
        constraint workload_identity_assertion_unique unique (issuer, subject, audience),
        constraint workload_identity_organization_fk foreign key (organization_id) references organization (id)
      )`);
    await runner.query(`
      create table access_token (
        id uuid not null default gen_random_uuid(),
        organization_id uuid,
        environment text,
        scope text not null,
        name text not null,
        prefix text not null,
        token_hash bytea not null,
        oauth_client_id uuid,
        oauth_client_secret_id uuid,
        by_workload_identity boolean not null default false,
        expires_at timestamptz(3),
        revoked_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        last_used_at timestamptz(3),
        constraint access_token_pk primary key (id),
        constraint access_token_hash_unique unique (token_hash),
        constraint access_token_organization_fk foreign key (organization_id) references organization (id),
        constraint access_token_oauth_client_fk foreign key (organization_id, oauth_client_id)
          references oauth_client (organization_id, id),
        constraint access_token_bound_check check (
          case scope
            when 'platform' then organization_id is null and environment is null
            when 'claim' then organization_id is null and environment in ('production', 'staging')
            when 'admin' then organization_id is not null and environment is null
            when 'viewer' then organization_id is not null and environment is null
            when 'scim' then organization_id is not null and environment is null
            else false
          end)
      )`);
    await runner.query(`create index access_token_organization_idx on access_token (organization_id, created_at, id)`);
    await runner.query(
      `create index access_token_expires_at_idx on access_token (expires_at) where oauth_client_id is not null or by_workload_identity`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table access_token, workload_identity, oauth_client_secret, oauth_client, organization`);
  }
}
