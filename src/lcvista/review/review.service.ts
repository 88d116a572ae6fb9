import { Injectable } from '@nestjs/common';
import type { AuditKind } from '../../audit/audit-kind.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { lockMappings } from '../mapping/lock-mappings.js';
import { refreshReasons } from '../mapping/refresh-reasons.js';
import { IgnoreRepository } from './ignore.repository.js';

/** The review queue's one decision: this person is none of ours, or is again. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly ignoring: IgnoreRepository,
  ) {}

  /**
   * Takes somebody out of the queue; the rule does not map them. Said again, the newer reason holds.
   *
   * @throws DomainError `lcvista-user-not-found`, `lcvista-user-mapped`
   */
  async ignore(organizationId: string, origin: Origin, lcvistaUserId: string, reason: string): Promise<void> {
    await this.change(organizationId, origin, lcvistaUserId, async (scope) => {
      const standing = await this.ignoring.find(scope, lcvistaUserId);
      if (standing === null) throw notFound();
      if (standing.mapped) {
        throw new DomainError('conflict', 'lcvista-user-mapped', 'The user is mapped; end the mapping instead.');
      }
      await this.ignoring.ignore(scope, lcvistaUserId, { at: this.clock.now(), by: origin.actor.name, reason });
      return { kind: 'lcvista-user.ignored', reason };
    });
  }

  /** Puts somebody back into the queue. @throws DomainError `lcvista-user-not-ignored` */
  async unignore(organizationId: string, origin: Origin, lcvistaUserId: string): Promise<void> {
    await this.change(organizationId, origin, lcvistaUserId, async (scope) => {
      if (!(await this.ignoring.unignore(scope, lcvistaUserId))) {
        throw new DomainError('not-found', 'lcvista-user-not-ignored', 'No such user is ignored.');
      }
      return { kind: 'lcvista-user.unignored', reason: null };
    });
  }

  private async change(
    organizationId: string,
    origin: Origin,
    lcvistaUserId: string,
    work: (scope: TenantScope) => Promise<{ kind: AuditKind; reason: string | null }>,
  ): Promise<void> {
    // The id comes from a path: what no id can be names nobody, and never reaches the database.
    if (!/^[\x21-\x7e]{1,200}$/.test(lcvistaUserId)) throw notFound();
    await this.database.tenantTransaction(organizationId, async (scope) => {
      await lockMappings(scope);
      const { kind, reason } = await work(scope);
      await this.audit.record(scope, origin, { kind, subjectType: 'lcvista-user', subjectId: lcvistaUserId, reason });
      await refreshReasons(scope, { memberIds: [], lcvistaUserIds: [lcvistaUserId] }, this.clock.now());
    });
  }
}

function notFound(): DomainError {
  return new DomainError('not-found', 'lcvista-user-not-found', 'LCVista has no such user, as last read.');
}
