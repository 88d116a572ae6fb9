import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { PublicAddress } from '../../config/public-address.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import type { CohortChange } from '../../directory/change-cohort.js';
import { cohortColumns } from '../../directory/cohort-columns.js';
import type { CohortRow } from '../../directory/cohort-row.js';
import type { ResourceRow } from '../../directory/resource-row.js';
import { CohortRepository } from '../../directory/cohort.repository.js';
import { type MembershipChange, NO_MEMBERSHIP_CHANGE, withExactly } from '../../directory/membership-change.js';
import type { JsonObject, JsonValue } from '../../scim-core/json/json-value.js';
import { applyEdits } from '../../scim-core/patch/apply-edits.js';
import { readPatchRequest } from '../../scim-core/patch/patch-request.js';
import { type GroupPatchStep, planGroupPatch } from '../../scim-core/patch/plan-group-patch.js';
import { resourceChanges } from '../../scim-core/patch/resource-changes.js';
import { isShown } from '../../scim-core/resource/projection.js';
import { readGroup } from '../../scim-core/resource/read-group.js';
import { GROUP } from '../../scim-core/schema/resource-type.js';
import { isOurId } from '../filter/common-places.js';
import { presentGroup } from '../resources/present-group.js';
import { showResource } from '../resources/show-resource.js';
import { ScimLocations } from '../scim-locations.js';
import { entityTag, preconditionFailed } from '../wire/entity-tag.js';
import type { ScimAnswer } from '../wire/scim-answer.js';
import { MemberFinder } from './member-finder.js';
import { planMembership, requireOurIds, unknownMembers } from './plan-membership.js';
import { recorded, recordedChanges } from './recorded-changes.js';
import { ResourceTurns } from './resource-turns.js';
import { tryUntilWritten } from './try-until-written.js';
import { takenDisplayName, turnDuplicateInto } from './uniqueness.js';
import { allowedVersions, checkVersion, notFound, type WriteCall } from './write-call.js';

/** What a write makes of the stored group. */
interface Decision {
  readonly resource: JsonObject;
  readonly membership: MembershipChange;
}

/** Creates, replaces, patches and deletes groups. Members move row by row and are never loaded to be changed. */
@Injectable()
export class GroupWriter {
  constructor(
    private readonly database: Database,
    private readonly cohorts: CohortRepository,
    private readonly finder: MemberFinder,
    private readonly turns: ResourceTurns,
    private readonly address: PublicAddress,
  ) {}

  /** @throws ScimError 400, or 409 when the name is taken */
  async create(call: WriteCall, body: JsonValue): Promise<ScimAnswer> {
    const id = randomUUID();
    const { resource, memberIds } = readGroup(body);
    const scope = this.database.tenant(call.tenant.id);
    const columns = cohortColumns(resource);
    const changes = recordedChanges({}, resource, GROUP);
    const { unknown, version, created_at, last_modified } = await this.cohorts.create(scope, call.origin, {
      id,
      columns,
      memberIds: requireOurIds(memberIds),
      changes: memberIds.length === 0 ? changes : [...changes, { path: 'members', addedCount: memberIds.length }],
    });
    if (unknown !== null) throw unknownMembers(unknown);
    if (!version || !created_at || !last_modified) throw takenDisplayName(columns.displayName);
    const fresh = { id, resource, version, created_at, last_modified };
    const answer = memberIds.length === 0 ? this.answer(call, fresh) : await this.answerWithMembers(scope, call, fresh);
    return { ...answer, status: 201 };
  }

  /** @throws ScimError 400, 404, 409 or 412 */
  replace(call: WriteCall, id: string, body: JsonValue): Promise<ScimAnswer> {
    const { resource, memberIds } = readGroup(body);
    return this.inTurn(call, id, async (scope) => {
      const state = await this.read(scope, call, id);
      const membership = withExactly(NO_MEMBERSHIP_CHANGE, requireOurIds(memberIds));
      const row = await this.write(scope, call, 'replace', state, { resource, membership });
      return row && this.answerWithMembers(scope, call, row);
    });
  }

  /**
   * Answers without a body unless `attributes` asks for one (RFC 7644 section 3.5.2).
   *
   * @throws ScimError 400, 404, 409 or 412
   */
  patch(call: WriteCall, id: string, body: JsonValue): Promise<ScimAnswer> {
    const { steps } = planGroupPatch(readPatchRequest(body));
    const simple = steps.every(({ kind }) => kind !== 'edit' && kind !== 'removeWhere');
    return this.inTurn(call, id, (scope) =>
      simple ? this.moveMembers(scope, call, id, steps) : this.edit(scope, call, id, steps),
    );
  }

  /** @throws ScimError 404 or 412 */
  async delete(call: WriteCall, id: string): Promise<ScimAnswer> {
    if (!isOurId(id)) throw notFound('Group');
    const outcome = await this.database.tenantTransaction(call.tenant.id, (scope) =>
      this.cohorts.delete(scope, call.origin, id, allowedVersions(call)),
    );
    if (outcome === 'unknown') throw notFound('Group');
    if (outcome === 'other-version') throw preconditionFailed();
    return { status: 204 };
  }

  /** Members only: nothing has to be read first. */
  private async moveMembers(
    scope: TenantScope,
    call: WriteCall,
    id: string,
    steps: readonly GroupPatchStep[],
  ): Promise<ScimAnswer> {
    const membership = await planMembership(steps, () => Promise.resolve([])).catch(async (error: unknown) => {
      await this.read(scope, call, id);
      throw error;
    });
    const versions = allowedVersions(call);
    const change = { id, versions, columns: null, membership, operation: 'patch', changes: [] } as const;
    const { known, matched, unknown, written } = await this.cohorts.change(scope, call.origin, change);
    if (!known) throw notFound('Group');
    if (!matched) throw versions === null ? notFound('Group') : preconditionFailed();
    if (unknown !== null) throw unknownMembers(unknown);
    return this.patched(scope, call, id, written?.version);
  }

  private async edit(
    scope: TenantScope,
    call: WriteCall,
    id: string,
    steps: readonly GroupPatchStep[],
  ): Promise<ScimAnswer | undefined> {
    const state = await this.read(scope, call, id);
    const edits = steps.flatMap((step) => (step.kind === 'edit' ? [step.edit] : []));
    const { resource } = applyEdits(state.resource, edits, GROUP);
    const membership = await planMembership(steps, (filter, change) =>
      this.finder.find(scope, { cohortId: id, change, filter, locations: this.locations(call) }),
    );
    const row = await this.write(scope, call, 'patch', state, { resource, membership });
    return row && this.patched(scope, call, id, row.version);
  }

  /** @returns undefined when somebody else changed the group in between: then everything has to be decided anew */
  private async write(
    scope: TenantScope,
    call: WriteCall,
    operation: 'replace' | 'patch',
    state: CohortRow,
    { resource, membership }: Decision,
  ): Promise<CohortRow | undefined> {
    const changes = resourceChanges(state.resource, resource, GROUP);
    const columns = changes.length === 0 ? null : cohortColumns(resource);
    const versions = [state.version];
    const change: CohortChange = {
      id: state.id,
      versions,
      columns,
      membership,
      operation,
      changes: changes.map(recorded),
    };
    const { known, matched, unknown, written } = await turnDuplicateInto(
      () => takenDisplayName(columns?.displayName ?? ''),
      () => this.cohorts.change(scope, call.origin, change),
    );
    if (!known) throw notFound('Group');
    if (!matched) return undefined;
    if (unknown !== null) throw unknownMembers(unknown);
    return { ...state, ...written };
  }

  private async read(scope: TenantScope, call: WriteCall, id: string): Promise<CohortRow> {
    const state = await this.cohorts.read(scope, id);
    if (state === undefined) throw notFound('Group');
    checkVersion(call, state.version);
    return state;
  }

  /** Reads the members that the answer shows; a group without any is shown as it was written. */
  private async answerWithMembers(scope: TenantScope, call: WriteCall, row: CohortRow): Promise<ScimAnswer> {
    if (!isShown(call.projection, GROUP, 'members')) return this.answer(call, row);
    const { base } = this.locations(call);
    const shown = await this.cohorts.find(scope, row.id, true, base);
    return shown === undefined ? this.answer(call, row) : this.answerShown(call, shown);
  }

  private async patched(
    scope: TenantScope,
    call: WriteCall,
    id: string,
    version: number | undefined,
  ): Promise<ScimAnswer> {
    if (call.projection.mode !== 'only') {
      return version === undefined ? { status: 204 } : { status: 204, version: entityTag(version) };
    }
    const { base } = this.locations(call);
    const row = await this.cohorts.find(scope, id, isShown(call.projection, GROUP, 'members'), base);
    if (row === undefined) throw notFound('Group');
    return this.answerShown(call, row);
  }

  private async inTurn(
    call: WriteCall,
    id: string,
    attempt: (scope: TenantScope) => Promise<ScimAnswer | undefined>,
  ): Promise<ScimAnswer> {
    if (!isOurId(id)) throw notFound('Group');
    const target = { what: 'group', organizationId: call.tenant.id, id } as const;
    return this.turns.take(id, () => tryUntilWritten(this.database, target, attempt));
  }

  private answer(call: WriteCall, row: CohortRow): ScimAnswer {
    const locations = this.locations(call);
    return { ...this.headers(call, row), body: presentGroup(row, call.projection, locations) };
  }

  private answerShown(call: WriteCall, row: ResourceRow): ScimAnswer {
    const locations = this.locations(call);
    return { ...this.headers(call, row), body: showResource(row, GROUP, call.projection, locations) };
  }

  private headers(call: WriteCall, { id, version }: { id: string; version: number }): ScimAnswer {
    return { status: 200, version: entityTag(version), location: this.locations(call).group(id) };
  }

  private locations(call: WriteCall): ScimLocations {
    return new ScimLocations(this.address.base, call.tenant.slug);
  }
}
