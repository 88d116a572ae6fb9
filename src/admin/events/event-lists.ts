import { EventList } from './event-list.js';
import type { AuditEventQuery, ProvisioningEventQuery } from './event-query.dto.js';
import type { AuditEventAnswer, ProvisioningEventAnswer } from './event.dto.js';

/** What the directory did. A member is found as the resource that was changed. */
export const provisioningEvents = new EventList<ProvisioningEventAnswer, ProvisioningEventQuery>(
  'provisioning-events',
  'provisioning_event',
  {
    id: 'e.id::text',
    at: 'e.at',
    actor: 'e.actor_name',
    actorId: 'e.actor_id',
    operation: 'e.operation',
    resourceType: 'e.resource_type',
    resourceId: 'e.resource_id',
    resourceName: 'e.resource_name',
    outcome: 'e.outcome',
    status: 'e.status',
    reason: 'e.reason',
    detail: 'e.detail',
    changes: 'e.changes',
    requestId: 'e.request_id',
  },
  (query, parameters) => {
    const conditions: string[] = [];
    if (query.member !== undefined) conditions.push(`e.resource_id = ${parameters.add(query.member.toLowerCase())}`);
    if (query.kind !== undefined) conditions.push(`e.operation = ${parameters.add(query.kind)}`);
    if (query.outcome !== undefined) conditions.push(`e.outcome = any(${parameters.add(query.outcome)}::text[])`);
    return conditions;
  },
);

/** What administrators and jobs did. */
export const auditEvents = new EventList<AuditEventAnswer, AuditEventQuery>(
  'audit-events',
  'audit_event',
  {
    id: 'e.id::text',
    at: 'e.at',
    kind: 'e.kind',
    actor: 'e.actor_name',
    actorId: 'e.actor_id',
    actorKind: 'e.actor_kind',
    subjectType: 'e.subject_type',
    subjectId: 'e.subject_id',
    memberId: 'e.member_id',
    before: 'e.before',
    after: 'e.after',
    reason: 'e.reason',
    origin: 'e.origin',
    requestId: 'e.request_id',
  },
  (query, parameters) => {
    const conditions: string[] = [];
    if (query.member !== undefined) conditions.push(`e.member_id = ${parameters.add(query.member)}::uuid`);
    if (query.kind !== undefined) {
      const kind = parameters.add(query.kind);
      conditions.push(`(e.kind = ${kind} or starts_with(e.kind, ${kind} || '.'))`);
    }
    return conditions;
  },
);
