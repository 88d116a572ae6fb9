import { Injectable } from '@nestjs/common';
import type { Scope, TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { DigestSchedule, Weekday } from './digest-moment.js';

/** A plan as administrators see it. */
export interface StoredPlan {
  readonly weekday: Weekday;
  readonly recipients: string[];
  readonly nextDigestAt: Date;
}

/** A plan with all that decides when its next review is due. */
export interface DuePlan extends DigestSchedule {
  readonly organization: string;
  readonly recipients: string[];
  readonly since: Date;
  readonly lastWeek: string | null;
}

/** Where a walk over the plans that are due has come to. */
export interface DuePlace {
  readonly organizationId: string;
  readonly nextDigestAt: Date;
}

const find = statement(
  'find-digest-plan',
  `select weekday, recipients, next_digest_at as "nextDigestAt" from digest_plan where organization_id = $1`,
);

const lock = statement(
  'lock-digest-plan',
  `select weekday, recipients, next_digest_at as "nextDigestAt" from digest_plan where organization_id = $1 for update`,
);

/** The organization's time and zone stay as they are until the plan that was made of them is stored. */
const morning = statement(
  'read-digest-morning',
  `select timezone, sync_time as "syncTime",
     (select max(week) from digest where organization_id = $1) as "lastWeek"
   from organization where id = $1 for share`,
);

const put = statement(
  'put-digest-plan',
  `insert into digest_plan (organization_id, weekday, recipients, since, next_digest_at) values ($1, $2, $3, $4, $5)
   on conflict (organization_id) do update set weekday = excluded.weekday, recipients = excluded.recipients,
     since = excluded.since, next_digest_at = excluded.next_digest_at`,
);

const changeRecipients = statement(
  'change-digest-recipients',
  `update digest_plan set recipients = $2 where organization_id = $1`,
);

/** Reviews that were to be sent, or tried again, are not. */
const remove = statement(
  'delete-digest-plan',
  `with unsent as (update digest set send_at = null where organization_id = $1 and send_at is not null)
   delete from digest_plan where organization_id = $1 returning weekday, recipients`,
);

const due = statement(
  'find-due-digest-plans',
  `select organization_id as "organizationId", next_digest_at as "nextDigestAt" from digest_plan
   where next_digest_at <= $1 and (next_digest_at, organization_id) > ($2, $3)
   order by next_digest_at, organization_id limit 100`,
);

const takeDue = statement(
  'take-due-digest-plan',
  `select o.name as organization, o.timezone, o.sync_time as "syncTime", p.weekday, p.recipients, p.since,
     (select max(week) from digest where organization_id = $1) as "lastWeek"
   from digest_plan p join organization o on o.id = p.organization_id
   where p.organization_id = $1 and p.next_digest_at <= $2 for update of p skip locked`,
);

const move = statement('move-digest-plan', `update digest_plan set next_digest_at = $2 where organization_id = $1`);

/** Who gets the weekly review, and when the next one is due. */
@Injectable()
export class DigestPlanRepository {
  /** @returns null when the organization gets no review */
  async find(scope: TenantScope): Promise<StoredPlan | null> {
    return (await scope.query<StoredPlan>(find))[0] ?? null;
  }

  /** The same, locked until the transaction ends. */
  async lock(scope: TenantScope): Promise<StoredPlan | null> {
    return (await scope.query<StoredPlan>(lock))[0] ?? null;
  }

  /** What decides when a review is due: the hour of the morning run, its zone, and the last week that has a review. */
  async morning(scope: TenantScope): Promise<{ timezone: string; syncTime: string; lastWeek: string | null }> {
    const [row] = await scope.query<{ timezone: string; syncTime: string; lastWeek: string | null }>(morning);
    if (row === undefined) throw new Error('the organization has vanished');
    return row;
  }

  /** Stores the plan in place of the one that was. @param since weeks before this instant get no review */
  async put(scope: TenantScope, plan: StoredPlan, since: Date): Promise<void> {
    await scope.query(put, [plan.weekday, plan.recipients, since, plan.nextDigestAt]);
  }

  /** Leaves the day, and when the next review is due, as they are. */
  async changeRecipients(scope: TenantScope, recipients: readonly string[]): Promise<void> {
    await scope.query(changeRecipients, [recipients]);
  }

  /** @returns the plan that was, null when there was none */
  async remove(scope: TenantScope): Promise<Omit<StoredPlan, 'nextDigestAt'> | null> {
    return (await scope.query<Omit<StoredPlan, 'nextDigestAt'>>(remove))[0] ?? null;
  }

  /** Plans of all organizations that are due, the longest waiting first, a hundred at a time. */
  due(scope: Scope, now: Date, after: DuePlace): Promise<DuePlace[]> {
    return scope.query<DuePlace>(due, [now, after.nextDigestAt, after.organizationId]);
  }

  /** Holds a plan that is due until the transaction ends; null when it is not, or another process holds it. */
  async takeDue(scope: TenantScope, now: Date): Promise<DuePlan | null> {
    return (await scope.query<DuePlan>(takeDue, [now]))[0] ?? null;
  }

  /** Says when the next review is due. */
  async move(scope: TenantScope, nextDigestAt: Date): Promise<void> {
    await scope.query(move, [nextDigestAt]);
  }
}
