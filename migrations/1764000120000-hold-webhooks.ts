import type { MigrationInterface, QueryRunner } from 'typeorm';
import { outboxFunctions } from './1764000030000-create-webhooks.js';

/**
 * Webhooks are held while messages for them are put into the outbox. One that was deleted at that moment was still seen,
 * and whatever had happened to the member, a whole sync run at worst, failed for a message that nobody waited for.
 */
export class HoldWebhooks1764000120000 implements MigrationInterface {
  name = 'HoldWebhooks1764000120000';

  async up(runner: QueryRunner): Promise<void> {
    for (const text of holding) await runner.query(text);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const text of outboxFunctions) await runner.query(text);
  }
}

/**
 * A webhook is locked once, before the messages, and only when there are some for it, as their foreign key would do; one
 * that was deleted meanwhile is no longer among them. Of one that was changed meanwhile PostgreSQL looks at the other rows
 * of the join again as they matched: all that an organization has to tell is therefore one row of it.
 */
const holding: readonly string[] = [
  `create or replace function webhook_member_event() returns trigger language plpgsql as $$
  begin
    if not exists (select from webhook where enabled) then return null; end if;
    with news as materialized (
      select fresh.*, told.event
      from fresh
        join (values ('claimed', 'member.enrolled'), ('removed', 'member.removed'), ('deleted', 'member.removed'),
          ('restored', 'member.restored')) as told (kind, event) on told.kind = fresh.kind
    ), listening as materialized (
      select w.organization_id, w.id, w.events
      from (select organization_id, array_agg(distinct event) as events from news group by organization_id) about
        join webhook w on w.organization_id = about.organization_id and w.enabled and w.events && about.events
      for key share of w
    )
    insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
    select m.organization_id, w.id, m.id, news.event, webhook_body(news.event, news.at, json_build_object(
      'organization', o.slug, 'memberId', m.id, 'userId', m.user_id, 'memberEmail', m.email, 'access', m.access,
      'cause', news.cause))
    from news
      join listening w on w.organization_id = news.organization_id and news.event = any (w.events)
      join member m on m.organization_id = news.organization_id and m.id = news.member_id
      join organization o on o.id = news.organization_id
    where news.kind <> 'deleted' or m.removed_at >= news.at
    order by news.id;
    return null;
  end $$`,
  `create or replace function webhook_mapping_created() returns trigger language plpgsql as $$
  begin
    if not exists (select from webhook where enabled) then return null; end if;
    with listening as materialized (
      select w.organization_id, w.id from webhook w
      where w.enabled and 'mapping.created' = any (w.events)
        and exists (select from fresh where fresh.organization_id = w.organization_id)
      for key share
    )
    insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
    select m.organization_id, w.id, m.id, 'mapping.created', webhook_body('mapping.created', fresh.started_at,
      json_build_object('organization', o.slug, 'mappingId', fresh.id, 'memberId', m.id, 'userId', m.user_id,
        'lcvistaUserId', fresh.lcvista_user_id, 'origin', fresh.origin))
    from fresh
      join listening w on w.organization_id = fresh.organization_id
      join member m on m.organization_id = fresh.organization_id and m.id = fresh.member_id
      join organization o on o.id = fresh.organization_id
    order by fresh.seq;
    return null;
  end $$`,
  `create or replace function webhook_mapping_ended() returns trigger language plpgsql as $$
  begin
    if not exists (select from webhook where enabled) then return null; end if;
    with ended as materialized (
      select fresh.*
      from fresh
        join stale on stale.organization_id = fresh.organization_id and stale.id = fresh.id and stale.ended_at is null
      where fresh.ended_at is not null
    ), listening as materialized (
      select w.organization_id, w.id from webhook w
      where w.enabled and 'mapping.ended' = any (w.events)
        and exists (select from ended where ended.organization_id = w.organization_id)
      for key share
    )
    insert into webhook_delivery (organization_id, webhook_id, member_id, event, body)
    select m.organization_id, w.id, m.id, 'mapping.ended', webhook_body('mapping.ended', ended.ended_at,
      json_build_object('organization', o.slug, 'mappingId', ended.id, 'memberId', m.id, 'userId', m.user_id,
        'lcvistaUserId', ended.lcvista_user_id, 'reason', ended.ended_reason))
    from ended
      join listening w on w.organization_id = ended.organization_id
      join member m on m.organization_id = ended.organization_id and m.id = ended.member_id
      join organization o on o.id = ended.organization_id
    order by ended.seq;
    return null;
  end $$`,
];
