import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { DomainError, invalidField } from '../../common/domain-error.js';
import { parseIssuer } from '../../common/issuer-address.js';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { KnownTokens } from '../tokens/known-tokens.js';
import { type WorkloadIdentity, WorkloadIdentityRepository } from './workload-identity.repository.js';

/** Sets whose signed assertions an organization accepts. */
@Injectable()
export class WorkloadIdentityService {
  private readonly allowedHosts: readonly string[];

  constructor(
    private readonly database: Database,
    private readonly identities: WorkloadIdentityRepository,
    private readonly audit: AuditTrail,
    private readonly known: KnownTokens,
    @Inject(CONFIG) config: Config,
  ) {
    this.allowedHosts = config.signInAllowedHosts;
  }

  /** @throws DomainError 404 `workload-identity-not-found` */
  async get(organizationId: string): Promise<WorkloadIdentity> {
    const identity = await this.identities.find(this.database.tenant(organizationId));
    if (identity === null) throw notFound();
    return identity;
  }

  /**
   * Access tokens that the former identity got end at once.
   *
   * @throws DomainError 400 naming `issuer`
   */
  async put(organizationId: string, origin: Origin, identity: WorkloadIdentity): Promise<WorkloadIdentity> {
    if (parseIssuer(identity.issuer, this.allowedHosts) === null) {
      throw invalidField('issuer', 'must be a public https address or a host that the operator allows');
    }
    await this.change(organizationId, origin, identity);
    return identity;
  }

  /** @throws DomainError 404 `workload-identity-not-found` */
  async remove(organizationId: string, origin: Origin): Promise<void> {
    await this.change(organizationId, origin, null);
  }

  private async change(organizationId: string, origin: Origin, after: WorkloadIdentity | null): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.identities.lock(scope);
      if (before === null && after === null) throw notFound();
      if (isSame(before, after)) return;
      if (after === null) await this.identities.remove(scope);
      else await this.identities.put(scope, after);
      await this.identities.revokeTokens(scope);
      const kind = after === null ? 'workload-identity.removed' : 'workload-identity.set';
      const subject = { subjectType: 'workload-identity', subjectId: null };
      await this.audit.record(scope, origin, { kind, ...subject, before, after });
    });
    this.known.forget();
  }
}

function isSame(one: WorkloadIdentity | null, other: WorkloadIdentity | null): boolean {
  if (one === null || other === null) return false;
  return one.issuer === other.issuer && one.subject === other.subject && one.audience === other.audience;
}

function notFound(): DomainError {
  return new DomainError('not-found', 'workload-identity-not-found', 'No workload identity is set.');
}
