import { Injectable } from '@nestjs/common';
import { type AuditEntry, AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { Database } from '../database/database.js';
import type { Scope } from '../database/scope.js';

/**
 * The credentials of one owner: an organization, or (null) the installation. As with a tenant's scope, `$1` of every
 * statement is the owner, so that none can reach another's rows.
 */
export interface OwnerScope extends Pick<Scope, 'query'> {
  readonly organizationId: string | null;
  /** Writes the audit trail, in the same transaction. */
  record(origin: Origin, entry: AuditEntry): Promise<void>;
}

/** Opens the scope of an owner of credentials. */
@Injectable()
export class OwnerScopes {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** For single statements. */
  of(organizationId: string | null): OwnerScope {
    if (organizationId === null) return this.installation(this.database.installation());
    const scope = this.database.tenant(organizationId);
    return { ...scope, record: (origin, entry) => this.audit.record(scope, origin, entry) };
  }

  /** Several statements, all or none. */
  transaction<T>(organizationId: string | null, work: (scope: OwnerScope) => Promise<T>): Promise<T> {
    if (organizationId === null) {
      return this.database.installationTransaction((scope) => work(this.installation(scope)));
    }
    return this.database.tenantTransaction(organizationId, (scope) =>
      work({ ...scope, record: (origin, entry) => this.audit.record(scope, origin, entry) }),
    );
  }

  private installation(scope: Scope): OwnerScope {
    return {
      organizationId: null,
      query: (statement, values = []) => scope.query(statement, [null, ...values]),
      record: (origin, entry) => this.audit.recordForInstallation(scope, origin, entry),
    };
  }
}
