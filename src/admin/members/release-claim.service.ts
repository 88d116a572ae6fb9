import { Injectable } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import { Database } from '../../database/database.js';
import { lockMappings } from '../../lcvista/mapping/lock-mappings.js';
import { ClaimRemovalService } from '../../lcvista/remapping/claim-removal.service.js';
import { MemberService } from '../../membership/member.service.js';

/** Support's undoing of a wrong claim, in both products at once. */
@Injectable()
export class ReleaseClaim {
  constructor(
    private readonly database: Database,
    private readonly members: MemberService,
    private readonly mappings: ClaimRemovalService,
  ) {}

  /**
   * Unlinks a member from its user and ends the mapping that followed from the claim, or neither.
   *
   * @throws DomainError 404 `member-not-found`, 409 `not-claimed`
   */
  async release(organizationId: string, origin: Origin, memberId: string, reason: string): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      await lockMappings(scope);
      await this.members.releaseClaim(scope, origin, memberId, reason);
      await this.mappings.endMapping(scope, origin, memberId, reason);
    });
  }
}
