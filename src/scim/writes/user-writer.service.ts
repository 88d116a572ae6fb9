import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { PublicAddress } from '../../config/public-address.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { deleteMember } from '../../directory/delete-member.js';
import { memberColumns } from '../../directory/member-columns.js';
import { memberEventsOfChange } from '../../directory/member-events-of-change.js';
import type { MemberRow, MemberState } from '../../directory/member-row.js';
import { MemberRepository } from '../../directory/member.repository.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim-core/json/json-value.js';
import { applyPatch } from '../../scim-core/patch/apply-patch.js';
import { normalizeOperation } from '../../scim-core/patch/normalize-operation.js';
import { readPatchRequest } from '../../scim-core/patch/patch-request.js';
import { resourceChanges } from '../../scim-core/patch/resource-changes.js';
import { readUser } from '../../scim-core/resource/read-user.js';
import { ENTERPRISE_USER_URN } from '../../scim-core/schema/enterprise-user-schema.js';
import { USER } from '../../scim-core/schema/resource-type.js';
import { isOurId } from '../filter/common-places.js';
import { presentUser } from '../resources/present-user.js';
import { ScimLocations } from '../scim-locations.js';
import { entityTag, preconditionFailed } from '../wire/entity-tag.js';
import type { ScimAnswer } from '../wire/scim-answer.js';
import { recorded, recordedChanges } from './recorded-changes.js';
import { ResourceTurns } from './resource-turns.js';
import { tryUntilWritten } from './try-until-written.js';
import { takenUserName, turnDuplicateInto } from './uniqueness.js';
import { allowedVersions, checkVersion, notFound, type WriteCall } from './write-call.js';

/** What a write makes of the stored user. */
interface Decision {
  readonly resource: JsonObject;
  /** Whether the directory said something about the display name, even if it is the same. */
  readonly named: boolean;
}

/** Creates, replaces, patches and deletes users. No write is lost: each is made only on the version it was decided on. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly database: Database,
    private readonly members: MemberRepository,
    private readonly turns: ResourceTurns,
    private readonly address: PublicAddress,
  ) {}

  /** @throws ScimError 400, or 409 when the user name is taken */
  async create(call: WriteCall, body: JsonValue): Promise<ScimAnswer> {
    const id = randomUUID();
    const resource = readUser(body);
    const columns = memberColumns(resource);
    const scope = this.database.tenant(call.tenant.id);
    const written = await this.members.create(scope, call.origin, {
      id,
      columns,
      managerId: managerIdOf(resource),
      changes: recordedChanges({}, resource, USER),
    });
    if (written === undefined) throw takenUserName(columns.userName);
    const answer = this.answer(call, { resource, cohorts: null, ...written });
    return { ...answer, status: 201 };
  }

  /** @throws ScimError 400, 404, 409 or 412 */
  replace(call: WriteCall, id: string, body: JsonValue): Promise<ScimAnswer> {
    return this.change(call, id, 'replace', (state) => {
      const sent = readUser(body, state.resource);
      const named = sent['displayName'] !== undefined;
      const kept: JsonObject = state.name_by_hand && !named ? { displayName: state.name } : {};
      return { resource: { ...sent, ...kept }, named };
    });
  }

  /** @throws ScimError 400, 404, 409 or 412 */
  patch(call: WriteCall, id: string, body: JsonValue): Promise<ScimAnswer> {
    const request = readPatchRequest(body);
    return this.change(call, id, 'patch', (state) => ({
      resource: applyPatch(state.resource, request, USER).resource,
      named:
        state.name_by_hand &&
        request.operations
          .flatMap((operation) => normalizeOperation(operation, USER).edits)
          .some(({ path }) => path.extension === null && path.attribute.name === 'displayName'),
    }));
  }

  /** @throws ScimError 404 or 412 */
  async delete(call: WriteCall, id: string): Promise<ScimAnswer> {
    if (!isOurId(id)) throw notFound('User');
    const outcome = await this.database.tenantTransaction(call.tenant.id, (scope) =>
      deleteMember(scope, call.origin, id, allowedVersions(call)),
    );
    if (outcome === 'unknown') throw notFound('User');
    if (outcome === 'other-version') throw preconditionFailed();
    return { status: 204 };
  }

  private async change(
    call: WriteCall,
    id: string,
    operation: 'replace' | 'patch',
    decide: (state: MemberState) => Decision,
  ): Promise<ScimAnswer> {
    if (!isOurId(id)) throw notFound('User');
    const target = { what: 'user', organizationId: call.tenant.id, id } as const;
    return this.turns.take(id, () =>
      tryUntilWritten(this.database, target, (scope) => this.attempt(scope, call, id, operation, decide)),
    );
  }

  /** @returns undefined when somebody else changed the user in between: then everything has to be decided anew */
  private async attempt(
    scope: TenantScope,
    call: WriteCall,
    id: string,
    operation: 'replace' | 'patch',
    decide: (state: MemberState) => Decision,
  ): Promise<ScimAnswer | undefined> {
    const state = await this.members.read(scope, id);
    if (state === undefined) throw notFound('User');
    checkVersion(call, state.version);
    const { resource, named } = decide(state);
    const changes = resourceChanges(state.resource, resource, USER);
    if (changes.length === 0) {
      if (named && state.name_by_hand) await this.members.endNameByHand(scope, id, state.version);
      return this.answer(call, state);
    }
    const columns = memberColumns(resource);
    const change = {
      id,
      managerId: managerIdOf(resource),
      version: state.version,
      columns,
      namedByDirectory: named,
      operation,
      events: memberEventsOfChange(state, columns),
      changes: changes.map(recorded),
    };
    const written = await turnDuplicateInto(
      () => takenUserName(columns.userName),
      () => this.members.update(scope, call.origin, change, columns.userName !== state.userName),
    );
    return written && this.answer(call, { ...state, resource, ...written });
  }

  private answer(call: WriteCall, row: MemberRow): ScimAnswer {
    const locations = new ScimLocations(this.address.base, call.tenant.slug);
    return {
      status: 200,
      body: presentUser(row, call.projection, locations),
      version: entityTag(row.version),
      location: locations.user(row.id),
    };
  }
}

function managerIdOf(resource: JsonObject): string | null {
  const extension = resource[ENTERPRISE_USER_URN];
  const manager = isJsonObject(extension) ? extension['manager'] : undefined;
  const id = isJsonObject(manager) ? manager['value'] : undefined;
  return typeof id === 'string' && isOurId(id) ? id : null;
}
