import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import { refreshReasons } from '../mapping/refresh-reasons.js';

const endByRule = statement(
  'end-mapping-of-removed-claim',
  `update mapping set ended_at = $3, ended_reason = 'claim-removed', ended_by = $4, ended_note = $5
   where organization_id = $1 and member_id = $2 and ended_at is null and origin = 'rule'
   returning id, lcvista_user_id as "lcvistaUserId"`,
);

/** What support's unlinking of a member does to compliance tracking. */
@Injectable()
export class ClaimRemovalService {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Ends the mapping that the rule made for a member nobody has claimed any more, and brings the review queue up to date.
   * A mapping made by hand stays: an administrator ends it, who made it.
   *
   * @param scope of the transaction that removes the claim, which has called `lockMappings` before anything else
   */
  async endMapping(scope: TenantScope, origin: Origin, memberId: string, reason: string): Promise<void> {
    const now = this.clock.now();
    const values = [memberId, now, origin.actor.name, reason];
    const ended = await scope.query<{ id: string; lcvistaUserId: string }>(endByRule, values);
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
