import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { DomainError } from '../common/domain-error.js';
import { isUuid } from '../common/is-uuid.js';
import { Database } from '../database/database.js';
import type { TenantScope } from '../database/scope.js';
import { type HistoryEntry, MemberHistoryRepository } from './member-history.repository.js';
import { type LockedMember, MemberStateRepository } from './member-state.repository.js';

/** A member after an administrator's change of the name. */
export interface RenamedMember {
  readonly id: string;
  readonly name: string;
  /** What becomes of a name that was given by hand. */
  readonly notice: string;
}

const notice =
  'The directory is the source of truth: the next time it sends a display name, that name replaces this one.';

/** What administrators and support do to a member, and what has happened to it. */
@Injectable()
export class MemberService {
  constructor(
    private readonly database: Database,
    private readonly members: MemberStateRepository,
    private readonly histories: MemberHistoryRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Gives a member another display name, until the directory next sends that attribute. The name that the member has
   * already changes nothing.
   *
   * @throws DomainError 404 `member-not-found`
   */
  rename(organizationId: string, origin: Origin, memberId: string, displayName: string): Promise<RenamedMember> {
    const name = displayName.trim();
    return this.database.tenantTransaction(organizationId, async (scope) => {
      const member = await this.lock(scope, memberId);
      if (member.name === name && member.resource['displayName'] === name) return { id: memberId, name, notice };
      await this.members.rename(scope, origin, member, name);
      await this.audit.record(scope, origin, {
        kind: 'member.renamed',
        subjectType: 'member',
        subjectId: memberId,
        memberId,
        before: { displayName: member.name },
        after: { displayName: name },
      });
      return { id: memberId, name, notice };
    });
  }

  /**
   * Unlinks a member from the user that claimed it, removed members too. The user and the training record stay; the next
   * sign-in of a person with the member's address claims it anew.
   *
   * @param scope of a running transaction, in which the caller also ends what hangs on the claim
   * @param reason why, in the administrator's words
   * @returns the user that the member was linked to
   * @throws DomainError 404 `member-not-found`, 409 `not-claimed`
   */
  async releaseClaim(
    scope: TenantScope,
    origin: Origin,
    memberId: string,
    reason: string,
  ): Promise<{ userId: string }> {
    const { userId } = await this.lock(scope, memberId);
    if (userId === null) throw new DomainError('conflict', 'not-claimed', 'Nobody has claimed this member.');
    await this.members.releaseClaim(scope, origin, memberId, { userId, reason });
    await this.audit.record(scope, origin, {
      kind: 'member.claim-released',
      subjectType: 'member',
      subjectId: memberId,
      memberId,
      before: { userId },
      after: { userId: null },
      reason,
    });
    return { userId };
  }

  /** Everything that happened to a member, oldest first; nothing for a member that is unknown. */
  history(scope: TenantScope, memberId: string): Promise<HistoryEntry[]> {
    return this.histories.of(scope, memberId);
  }

  private async lock(scope: TenantScope, memberId: string): Promise<LockedMember> {
    const member = isUuid(memberId) ? await this.members.lock(scope, memberId) : undefined;
    if (member === undefined) throw new DomainError('not-found', 'member-not-found', 'There is no such member.');
    return member;
  }
}
