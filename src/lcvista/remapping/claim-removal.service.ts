import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import type { TenantScope } from '../../database/scope.js';
import { refreshReasons } from '../mapping/refresh-reasons.js';
import { RemappingRepository } from './remapping.repository.js';

/** What support's unlinking of a member does to compliance tracking. */
@Injectable()
export class ClaimRemovalService {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly remappings: RemappingRepository,
  ) {}

  /**
   * Ends the mapping that the rule made for a member nobody has claimed any more, and brings the review queue up to date.
   * A mapping made by hand stays: an administrator ends it, who made it.
   *
   * @param scope of the transaction that removes the claim, which has called `lockMappings` before anything else
   */
  async endMapping(scope: TenantScope, origin: Origin, memberId: string, reason: string): Promise<void> {
    const now = this.clock.now();
    const ended = await this.remappings.endOfClaim(scope, memberId, reason, { by: origin.actor.name, at: now });
    for (const { id, lcvistaUserId } of ended) {
      await this.audit.record(scope, origin, {
        kind: 'mapping.ended-by-claim-removal',
        subjectType: 'mapping',
        subjectId: id,
        memberId,
        before: { memberId, lcvistaUserId },
        reason,
      });
    }
    const lcvistaUserIds = ended.map(({ lcvistaUserId }) => lcvistaUserId);
    await refreshReasons(scope, { memberIds: [memberId], lcvistaUserIds }, now);
  }
}
