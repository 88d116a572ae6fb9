import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Addresses that are told what happens to members and mappings, and the outbox. Triggers fill the outbox, in the
 * transaction of the change itself: no writer has to remember it, and what is rolled back is never told.
 */
export class CreateWebhooks1764000030000 implements MigrationInterface {
  name = 'CreateWebhooks1764000030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        seq bigint not null generated always as identity,
        url text not null,
        events text[] not null,
        enabled boolean not null default true,
        secret_sealed bytea not null,
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now(),
        constraint webhook_pk primary key (organization_id, id),
        constraint webhook_organization_fk foreign key (organization_id) references organization (id),
        constraint webhook_events_check check (cardinality(events) > 0)
      )`);
    await runner.query(`
      create table webhook_delivery (
        organization_id uuid not null,
        id uuid not null default gen_random_uuid(),
        seq bigint not null generated always as identity,
        webhook_id uuid not null,
        member_id uuid not null,
        event text not null,
        body json not null,
        status text not null default 'pending',
        attempts integer not null default 0,
        failures integer not null default 0,
        created_at timestamptz(3) not null default now(),
        next_attempt_at timestamptz(3) default now(),
        last_attempt_at timestamptz(3),
        delivered_at timestamptz(3),
        response_status smallint,
        error text,
        constraint webhook_delivery_pk primary key (organization_id, id),
        constraint webhook_delivery_webhook_fk foreign key (organization_id, webhook_id)
          references webhook (organization_id, id) on delete cascade,
        constraint webhook_delivery_status_check check (status in ('pending', 'delivered', 'failed')),
        constraint webhook_delivery_next_check check ((status = 'pending') = (next_attempt_at is not null))
      )`);
    await runner.query(
      `create index webhook_delivery_due_idx on webhook_delivery (organization_id, webhook_id, next_attempt_at, seq) where status = 'pending'`,
    );
    await runner.query(
      `create index webhook_delivery_order_idx on webhook_delivery (organization_id, webhook_id, member_id, seq) where status = 'pending'`,
    );
    await runner.query(`create index webhook_delivery_log_idx on webhook_delivery (organization_id, webhook_id, seq)`);
    await runner.query(
      `create index webhook_delivery_settled_idx on webhook_delivery (last_attempt_at) where status <> 'pending'`,
    );
    await createFunctions(runner);
    await createTriggers(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger mapping_update_to_webhooks on mapping`);
    await runner.query(`drop trigger mapping_insert_to_webhooks on mapping`);
    await runner.query(`drop trigger member_event_to_webhooks on member_event`);
    await runner.query(
      `drop function webhook_mapping_ended(), webhook_mapping_created(), webhook_member_event(), webhook_body(text, timestamptz, json)`,
    );
    await runner.query(`drop table webhook_delivery, webhook`);
  }
}

async function createFunctions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create function webhook_body(event text, at timestamptz, data json) returns json language sql stable as $$
      select json_build_object('type', event,
        'timestamp', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', data)
    $$`);
  for (const text of outboxFunctions) await runner.query(text);
}

/** What the triggers do. The deletion of a member who was removed before is no second removal. */
export const outboxFunctions: readonly string[] = [
  `create or replace function webhook_member_event() returns trigger language plpgsql as $$
  begin
    if not exists (select from webhook where enabled) then return null; end if;
    insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
    select m.organization_id, w.id, m.id, told.event, webhook_body(told.event, fresh.at, json_build_object(
      'organization', o.slug, 'memberId', m.id, 'userId', m.user_id, 'memberEmail', m.email, 'access', m.access,
      'cause', fresh.cause))
    from fresh
      join (values ('claimed', 'member.enrolled'), ('removed', 'member.removed'), ('deleted', 'member.removed'),
        ('restored', 'member.restored')) as told (kind, event) on told.kind = fresh.kind
      join webhook w on w.organization_id = fresh.organization_id and w.enabled and told.event = any (w.events)
      join member m on m.organization_id = fresh.organization_id and m.id = fresh.member_id
      join organization o on o.id = fresh.organization_id
    where fresh.kind <> 'deleted' or m.removed_at >= fresh.at
    order by fresh.id;
    return null;
  end $$`,
  `create or replace function webhook_mapping_created() returns trigger language plpgsql as $$
  begin
    if not exists (select from webhook where enabled) then return null; end if;
    insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
    select m.organization_id, w.id, m.id, 'mapping.created', webhook_body('mapping.created', fresh.started_at,
      json_build_object('organization', o.slug, 'mappingId', fresh.id, 'memberId', m.id, 'userId', m.user_id,
        'lcvistaUserId', fresh.lcvista_user_id, 'origin', fresh.origin))
    from fresh
      join webhook w on w.organization_id = fresh.organization_id and w.enabled and 'mapping.created' = any (w.events)
      join member m on m.organization_id = fresh.organization_id and m.id = fresh.member_id
      join organization o on o.id = fresh.organization_id
    order by fresh.seq;
    return null;
  end $$`,
  `create or replace function webhook_mapping_ended() returns trigger language plpgsql as $$
  begin
    if not exists (select from webhook where enabled) then return null; end if;
    insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
    select m.organization_id, w.id, m.id, 'mapping.ended', webhook_body('mapping.ended', fresh.ended_at,
      json_build_object('organization', o.slug, 'mappingId', fresh.id, 'memberId', m.id, 'userId', m.user_id,
        'lcvistaUserId', fresh.lcvista_user_id, 'reason', fresh.ended_reason))
    from fresh
      join stale on stale.organization_id = fresh.organization_id and stale.id = fresh.id and stale.ended_at is null
      join webhook w on w.organization_id = fresh.organization_id and w.enabled and 'mapping.ended' = any (w.events)
      join member m on m.organization_id = fresh.organization_id and m.id = fresh.member_id
      join organization o on o.id = fresh.organization_id
    where fresh.ended_at is not null
    order by fresh.seq;
    return null;
  end $$`,
];

async function createTriggers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    create trigger member_event_to_webhooks after insert on member_event
      referencing new table as fresh for each statement execute function webhook_member_event()`);
  await runner.query(`
    create trigger mapping_insert_to_webhooks after insert on mapping
      referencing new table as fresh for each statement execute function webhook_mapping_created()`);
  await runner.query(`
    create trigger mapping_update_to_webhooks after update on mapping
      referencing old table as stale new table as fresh for each statement execute function webhook_mapping_ended()`);
}
