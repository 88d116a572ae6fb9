import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { DomainError } from '../common/domain-error.js';
import { Database } from '../database/database.js';
import type { TenantScope } from '../database/scope.js';
import { changedFields } from './changed-fields.js';
import type { Organization, OrganizationChange } from './organization.js';
import { OrganizationsRepository } from './organizations.repository.js';
import { OrganizationsService } from './organizations.service.js';
import { SyncPlanService } from './sync-plan.service.js';

type Listener = (organizationId: string) => void;

/** Changes the settings of an organization. */
@Injectable()
export class OrganizationSettingsService {
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsService,
    private readonly repository: OrganizationsRepository,
    private readonly syncPlan: SyncPlanService,
    private readonly audit: AuditTrail,
  ) {}

  /** Whoever holds a copy of settings in this process hears when they have changed. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  /**
   * @param mayRedirect whether the caller may change the environment and switch directory sync: the platform only
   * @throws DomainError 403, 400, or 409 `environment-in-use`
   */
  async update(
    organizationId: string,
    origin: Origin,
    change: OrganizationChange,
    mayRedirect: boolean,
  ): Promise<Organization> {
    await this.organizations.check(change);
    const organization = await this.database.tenantTransaction(organizationId, async (scope) => {
      const before = await this.repository.lock(scope);
      const wanted = { ...before, ...change };
      if (!mayRedirect) refuseRedirection(before, wanted);
      if (before.environment !== wanted.environment) await this.refuseWhenClaimed(scope);
      await this.syncPlan.follow(scope, before, wanted);
      return await this.replace(scope, origin, before, wanted);
    });
    for (const listener of this.listeners) listener(organizationId);
    return organization;
  }

  /** A learner's profile belongs to one environment: with claimed members the organization would hold foreign people. */
  private async refuseWhenClaimed(scope: TenantScope): Promise<void> {
    if (!(await this.repository.hasClaimedMembers(scope))) return;
    const why = 'Members have signed in already; their profiles belong to the environment they signed in to.';
    throw new DomainError('conflict', 'environment-in-use', why);
  }

  private async replace(
    scope: TenantScope,
    origin: Origin,
    old: Organization,
    wanted: Organization,
  ): Promise<Organization> {
    const { before, after } = changedFields(old, wanted);
    if (Object.keys(after).length === 0) return old;
    const stored = await this.repository.replace(scope, wanted);
    const entry = { kind: 'organization.updated', subjectType: 'organization', subjectId: old.slug } as const;
    await this.audit.record(scope, origin, { ...entry, before, after });
    return stored;
  }
}

function refuseRedirection(before: Organization, after: Organization): void {
  if (before.environment !== after.environment) throw platformOnly('environment');
  if (before.directorySyncEnabled !== after.directorySyncEnabled) throw platformOnly('directorySync.enabled');
}

function platformOnly(field: string): DomainError {
  return new DomainError('forbidden', 'forbidden', `${field} is changed by the platform only.`);
}
