import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The weekly review: who gets it and when, and each one that was made. */
export class CreateDigest1764000031000 implements MigrationInterface {
  name = 'CreateDigest1764000031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table digest_plan (
        organization_id uuid not null,
        weekday text not null,
        recipients text[] not null,
        since timestamptz(3) not null,
        next_digest_at timestamptz(3) not null,
        constraint digest_plan_pk primary key (organization_id),
        constraint digest_plan_organization_fk foreign key (organization_id) references organization (id),
        constraint digest_plan_weekday_check check (weekday in
          ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
        constraint digest_plan_recipients_check check (cardinality(recipients) between 1 and 20)
      )`);
    await runner.query(`create index digest_plan_next_digest_idx on digest_plan (next_digest_at, organization_id)`);
    await runner.query(`
      create table digest (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        week text not null,
        created_at timestamptz(3) not null,
        recipients text[] not null,
        subject text not null,
        text text not null,
        html text not null,
        counts jsonb not null,
        people jsonb not null,
        send_at timestamptz(3),
        send_attempts smallint not null default 0,
        sent_at timestamptz(3),
        send_error text,
        constraint digest_pk primary key (organization_id, id),
        constraint digest_week_unique unique (organization_id, week),
        constraint digest_organization_fk foreign key (organization_id) references organization (id),
        constraint digest_week_check check (week ~ '^[0-9]{4}-W[0-9]{2}$')
      )`);
    await runner.query(`create index digest_send_at_idx on digest (send_at) where send_at is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table digest, digest_plan`);
  }
}
