import { Injectable } from '@nestjs/common';
import type { Scope, TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { AuditKind } from './audit-kind.js';
import type { Origin } from './origin.js';

/** What an administrator or a job did. `before` and `after` hold the changed fields only, and never a secret. */
export interface AuditEntry {
  readonly kind: AuditKind;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly memberId?: string | null;
  readonly before?: object | null;
  readonly after?: object | null;
  /** The reason that the administrator gave. */
  readonly reason?: string | null;
}

const insertAuditEvent = statement(
  'insert-audit-event',
  `insert into audit_event (organization_id, kind, actor_kind, actor_id, actor_name, subject_type, subject_id,
     member_id, before, after, reason, origin, request_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
);

/** One statement for any number; in the order of the entries. */
const insertAuditEvents = statement(
  'insert-audit-events',
  `insert into audit_event (organization_id, actor_kind, actor_id, actor_name, origin, request_id, kind, subject_type,
     subject_id, member_id, before, after, reason)
   select $1, $2, $3, $4, $5, $6, e.kind, e."subjectType", e."subjectId", e."memberId", e.before, e.after, e.reason
   from jsonb_to_recordset($7::jsonb) as e(kind text, "subjectType" text, "subjectId" text, "memberId" uuid,
     before jsonb, after jsonb, reason text)`,
);

/** Writes the audit trail, in the transaction of the change itself: pass the same scope. */
@Injectable()
export class AuditTrail {
  /** Records what happened within one organization. */
  async record(scope: TenantScope, origin: Origin, entry: AuditEntry): Promise<void> {
    await scope.query(insertAuditEvent, values(origin, entry));
  }

  /** Records many changes of one organization that were made together. */
  async recordMany(scope: TenantScope, origin: Origin, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { actor, address, requestId } = origin;
    const common = [actor.kind, actor.id, actor.name, address, requestId];
    await scope.query(insertAuditEvents, [...common, JSON.stringify(entries)]);
  }

  /** Records what concerns no single organization: platform and claim tokens. */
  async recordForInstallation(scope: Scope, origin: Origin, entry: AuditEntry): Promise<void> {
    await scope.query(insertAuditEvent, [null, ...values(origin, entry)]);
  }
}

function values(origin: Origin, entry: AuditEntry): unknown[] {
  return [
    entry.kind,
    origin.actor.kind,
    origin.actor.id,
    origin.actor.name,
    entry.subjectType,
    entry.subjectId,
    entry.memberId ?? null,
    json(entry.before),
    json(entry.after),
    entry.reason ?? null,
    origin.address,
    origin.requestId,
  ];
}

function json(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
