/** Everything that an audit event can tell of: `<subject>.<what happened>`. Old events keep their kind for ever. */
export const auditKinds = [
  'authentication.refused',
  'digest.removed',
  'digest.set',
  'encryption-key.changed',
  'lcvista-connection.changed',
  'lcvista-connection.created',
  'lcvista-connection.removed',
  'lcvista-connection.site-changed',
  'lcvista-user.ignored',
  'lcvista-user.unignored',
  'mapping.ended-by-claim-removal',
  'mapping.ended-by-remapping',
  'mapping.mapped-by-hand',
  'mapping.unmapped-by-hand',
  'member.claim-released',
  'member.renamed',
  'oauth-client.created',
  'oauth-client.revoked',
  'oauth-client.secret-added',
  'oauth-client.secret-revoked',
  'organization.created',
  'organization.updated',
  'sync-run.applied',
  'sync-run.approved',
  'sync-run.held',
  'sync-run.requested',
  'token.created',
  'token.revoked',
  'token.rotated',
  'webhook.changed',
  'webhook.created',
  'webhook.deleted',
  'webhook.redelivered',
  'webhook.switched-off',
  'workload-identity.removed',
  'workload-identity.set',
] as const;

export type AuditKind = (typeof auditKinds)[number];

/** What the kinds are about, e.g. `token`. */
export const auditSubjects: readonly string[] = [...new Set(auditKinds.map((kind) => kind.split('.', 1)[0] ?? kind))];
