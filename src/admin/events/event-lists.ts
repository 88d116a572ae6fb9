import { type EventOwner, EventList } from './event-list.js';
import type { AuditEventQuery, InstallationEventQuery, ProvisioningEventQuery } from './event-query.dto.js';
import type { AuditEventAnswer, ProvisioningEventAnswer } from './event.dto.js';
import type { Parameters } from '../listing/parameters.js';

const auditColumns: Readonly<Record<keyof AuditEventAnswer, string>> = {
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
};

/** What the directory did. A member is found as the resource that was changed. */
export const provisioningEvents = new EventList<ProvisioningEventAnswer, ProvisioningEventQuery>(
  'provisioning-events',
  'organization',
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

/** What administrators and jobs did in an organization. */
export const auditEvents = auditList<AuditEventQuery>('organization', ({ member }, parameters) =>
  member === undefined ? [] : [`e.member_id = ${parameters.add(member)}::uuid`],
);

/** What concerns no single organization: credentials of the installation, and who was refused without naming one. */
export const installationAuditEvents = auditList<InstallationEventQuery>('installation', () => []);

function auditList<Query extends InstallationEventQuery>(
  owner: EventOwner,
  more: (query: Query, parameters: Parameters) => string[],
): EventList<AuditEventAnswer, Query> {
  return new EventList('audit-events', owner, 'audit_event', auditColumns, (query, parameters) => {
    const conditions = more(query, parameters);
    if (query.kind === undefined) return conditions;
    const kind = parameters.add(query.kind);
    return [...conditions, `(e.kind = ${kind} or starts_with(e.kind, ${kind} || '.'))`];
  });
}
