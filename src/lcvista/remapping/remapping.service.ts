import { Injectable } from '@nestjs/common';
import type { AuditKind } from '../../audit/audit-kind.js';
import { type AuditEntry, AuditTrail } from '../../audit/audit-trail.js';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { lockMappings } from '../mapping/lock-mappings.js';
import type { Mapping } from '../mapping/mapping.js';
import { refreshReasons } from '../mapping/refresh-reasons.js';
import { judgeRemapping, refuseRepeated, type RemappingRefusal, type RemappingVerdict } from './judge-remapping.js';
import {
  type ByHand,
  type NamedPair,
  type Pair,
  type Remapping,
  RemappingRepository,
  type TouchedMapping,
} from './remapping.repository.js';

/** Mapping by hand: it wins over the rule, and the rule does not undo it. */
@Injectable()
export class RemappingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly remappings: RemappingRepository,
  ) {}

  /**
   * Maps a member to an LCVista user. An active mapping on either side ends.
   *
   * @throws DomainError with the code of a `RemappingRefusal`
   */
  async remap(organizationId: string, origin: Origin, pair: Pair): Promise<Mapping> {
    return this.database.tenantTransaction(organizationId, async (scope) => {
      await lockMappings(scope);
      const [judged] = await this.judge(scope, [{ ...pair, emailKey: null }]);
      if (judged === undefined || 'code' in judged) throw refused(judged);
      const [made] = await this.carryOut(scope, origin, [pair]);
      return this.found(scope, made?.id ?? '');
    });
  }

  /**
   * Maps many pairs at once: those that can be mapped are, the others are told why not and change nothing.
   *
   * @param dryRun only tell
   * @returns a refusal or null for each pair, in their order
   */
  async remapMany(
    organizationId: string,
    origin: Origin,
    pairs: readonly Remapping[],
    dryRun: boolean,
  ): Promise<(RemappingRefusal | null)[]> {
    return this.database.tenantTransaction(organizationId, async (scope) => {
      await lockMappings(scope);
      const judged = await this.judge(scope, pairs);
      const accepted = pairs.flatMap(({ lcvistaUserId, reason }, at) => {
        const verdict = judged[at];
        return verdict !== undefined && 'memberId' in verdict
          ? [{ memberId: verdict.memberId, lcvistaUserId, reason }]
          : [];
      });
      if (!dryRun && accepted.length > 0) await this.carryOut(scope, origin, accepted);
      return judged.map((verdict) => ('code' in verdict ? verdict : null));
    });
  }

  /**
   * Ends a mapping; the rule does not map the pair again.
   *
   * @throws DomainError `mapping-not-found`, `mapping-already-ended`
   */
  async unmap(organizationId: string, origin: Origin, mappingId: string, reason: string): Promise<void> {
    await this.database.tenantTransaction(organizationId, async (scope) => {
      await lockMappings(scope);
      const mapping = await this.found(scope, mappingId);
      const hand = this.byHand(origin);
      const ended = await this.remappings.endAndBlock(scope, mapping.id, reason, hand);
      if (ended === null) throw new DomainError('conflict', 'mapping-already-ended', 'The mapping has ended already.');
      await this.audit.record(scope, origin, entryOf('mapping.unmapped-by-hand', ended));
      await refreshReasons(scope, touchedBy([ended]), hand.at);
    });
  }

  private async judge(scope: TenantScope, pairs: readonly NamedPair[]): Promise<RemappingVerdict[]> {
    const named = pairs.map(({ memberId, emailKey, lcvistaUserId }) => ({
      memberId: memberId !== null && isUuid(memberId) ? memberId : null,
      emailKey,
      lcvistaUserId,
    }));
    const verdicts = (await this.remappings.findFacts(scope, named)).map(judgeRemapping);
    return refuseRepeated(
      verdicts,
      pairs.map(({ lcvistaUserId }) => lcvistaUserId),
    );
  }

  private async carryOut(scope: TenantScope, origin: Origin, pairs: readonly Pair[]): Promise<TouchedMapping[]> {
    const hand = this.byHand(origin);
    const ended = await this.remappings.endStanding(scope, pairs, hand);
    const made = await this.remappings.insert(scope, pairs, hand);
    await this.audit.recordMany(scope, origin, [
      ...ended.map((mapping) => entryOf('mapping.ended-by-remapping', mapping)),
      ...made.map((mapping) => entryOf('mapping.mapped-by-hand', mapping)),
    ]);
    await refreshReasons(scope, touchedBy([...ended, ...made]), hand.at);
    return made;
  }

  private async found(scope: TenantScope, id: string): Promise<Mapping> {
    const mapping = isUuid(id) ? await this.remappings.find(scope, id) : null;
    if (mapping === null) throw new DomainError('not-found', 'mapping-not-found', 'There is no such mapping.');
    return mapping;
  }

  private byHand(origin: Origin): ByHand {
    return { by: origin.actor.name, at: this.clock.now() };
  }
}

function entryOf(kind: AuditKind, { id, memberId, lcvistaUserId, reason }: TouchedMapping): AuditEntry {
  const pair = { memberId, lcvistaUserId };
  const change = kind === 'mapping.mapped-by-hand' ? { after: pair } : { before: pair };
  return { kind, subjectType: 'mapping', subjectId: id, memberId, reason, ...change };
}

function touchedBy(mappings: readonly TouchedMapping[]): { memberIds: string[]; lcvistaUserIds: string[] } {
  return {
    memberIds: mappings.map(({ memberId }) => memberId),
    lcvistaUserIds: mappings.map(({ lcvistaUserId }) => lcvistaUserId),
  };
}

function refused(refusal: RemappingRefusal | undefined): DomainError {
  if (refusal === undefined) throw new Error('a pair was not judged');
  const kind = refusal.code.endsWith('-not-found') ? 'not-found' : 'conflict';
  return new DomainError(kind, refusal.code, refusal.message);
}
