import { Injectable } from '@nestjs/common';
import type { AuditKind } from '../audit/audit-kind.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import type { TenantScope } from '../database/scope.js';
import { nextDigestAt, type Weekday } from './digest-moment.js';
import { DigestPlanRepository, type StoredPlan } from './digest-plan.repository.js';

/** What an administrator chooses. */
export interface DigestChoice {
  readonly weekday: Weekday;
  /** 1 to 20 addresses. */
  readonly recipients: string[];
}

/** Who gets an organization's weekly review, and on which day. */
@Injectable()
export class DigestPlansService {
  constructor(
    private readonly database: Database,
    private readonly plans: DigestPlanRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError 404 `digest-not-set` */
  async get(organizationId: string): Promise<StoredPlan> {
    const plan = await this.plans.find(this.database.tenant(organizationId));
    if (plan === null) throw notSet();
    return plan;
  }

  /** A new weekday begins with its next day: what would have been due before has not been missed. */
  async set(organizationId: string, origin: Origin, choice: DigestChoice): Promise<StoredPlan> {
    return this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.plans.lock(scope);
      const plan = await this.store(scope, before, choice);
      const after = { weekday: plan.weekday, recipients: plan.recipients };
      const old = before === null ? null : { weekday: before.weekday, recipients: before.recipients };
      await this.audit.record(scope, origin, { ...entry('digest.set'), before: old, after });
      return plan;
    });
  }

  /**
   * No more reviews are made, and those that wait are not sent. Those that were made stay.
   *
   * @throws DomainError 404 `digest-not-set`
   */
  async remove(organizationId: string, origin: Origin): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.plans.remove(scope);
      if (before === null) throw notSet();
      await this.audit.record(scope, origin, { ...entry('digest.removed'), before });
    });
  }

  private async store(scope: TenantScope, before: StoredPlan | null, choice: DigestChoice): Promise<StoredPlan> {
    if (before?.weekday === choice.weekday) {
      await this.plans.changeRecipients(scope, choice.recipients);
      return { ...before, recipients: choice.recipients };
    }
    const now = this.clock.now();
    const { lastWeek, ...morning } = await this.plans.morning(scope);
    const next = nextDigestAt({ ...morning, weekday: choice.weekday }, now, lastWeek);
    const plan = { weekday: choice.weekday, recipients: choice.recipients, nextDigestAt: next.at };
    await this.plans.put(scope, plan, now);
    return plan;
  }
}

function entry(kind: AuditKind): { kind: AuditKind; subjectType: string; subjectId: null } {
  return { kind, subjectType: 'digest', subjectId: null };
}

function notSet(): DomainError {
  return new DomainError('not-found', 'digest-not-set', 'No weekly review is set up for this organization.');
}
