import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import type { TenantScope } from '../database/scope.js';
import { GatheredWrites } from '../database/gathered-writes.js';
import { lookUp, type Statement, statement } from '../database/statement.js';
import type { MemberState, StoredVersion } from './member-row.js';
import { memberSelect, userColumns } from './member-select.js';
import type { ResourceRow } from './resource-row.js';
import {
  insertMembers,
  memberToInsert,
  memberToUpdate,
  type MemberToWrite,
  type NewMember,
  updateFreeMembers,
  updateMembers,
  type UpdateOfMember,
} from './write-members.js';

/** A member as it was written. */
export interface MemberWritten extends StoredVersion {
  readonly id: string;
  readonly manager_name: string | null;
}

const visible = `m.organization_id = $1 and m.id = $2 and m.deleted_at is null`;
const findMember = lookUp(
  'find-member',
  ['uuid', 'uuid', 'text'],
  `select ${userColumns(false, '$3::text')} from member m where ${visible}`,
);
const findMemberWithCohorts = lookUp(
  'find-member-with-cohorts',
  ['uuid', 'uuid', 'text'],
  `select ${userColumns(true, '$3::text')} from member m where ${visible}`,
);
const readMember = lookUp(
  'read-member-to-change',
  ['uuid', 'uuid'],
  `select m.user_name as "userName", m.active, m.name, m.email, m.name_by_hand, ${memberSelect} from member m where ${visible}`,
);

const endNameByHand = statement(
  'end-name-by-hand',
  `update member set name_by_hand = false where organization_id = $1 and id = $2 and version = $3`,
);

/** Members as rows. The statements also write what the records say, so that neither is ever without the other. */
@Injectable()
export class MemberRepository {
  private readonly inserts = new GatheredWrites<MemberToWrite, MemberWritten>((scope, items) =>
    write(scope, insertMembers, items),
  );
  private readonly updates = new GatheredWrites<MemberToWrite, MemberWritten>((scope, items) =>
    write(scope, updateFreeMembers, items),
  );

  /**
   * @param endpoint what the references to cohorts and to the manager begin with
   * @returns the member, unless it is unknown or deleted
   */
  async find(scope: TenantScope, id: string, withCohorts: boolean, endpoint: string): Promise<ResourceRow | undefined> {
    const query = withCohorts ? findMemberWithCohorts : findMember;
    const [row] = await scope.query<ResourceRow>(query, [id, endpoint]);
    return row;
  }

  /** Reads a member in order to change it: the version goes into the change. */
  async read(scope: TenantScope, id: string): Promise<MemberState | undefined> {
    const [row] = await scope.query<MemberState>(readMember, [id]);
    return row;
  }

  /** @returns undefined when the user name is taken */
  async create(scope: TenantScope, origin: Origin, member: NewMember): Promise<MemberWritten | undefined> {
    const item = memberToInsert(origin, member);
    const together = scope.inTransaction ? undefined : await this.inserts.add(scope, item);
    return together ?? (await write(scope, insertMembers, [item]))[0];
  }

  /**
   * @param renames whether the user name changes: then the statement may wait for somebody who wants the same name
   * @returns undefined when the member is no longer at the version that was read
   * @throws ConstraintViolation of `member_user_name_unique`
   */
  async update(
    scope: TenantScope,
    origin: Origin,
    change: UpdateOfMember,
    renames: boolean,
  ): Promise<MemberWritten | undefined> {
    const item = memberToUpdate(origin, change);
    const together = scope.inTransaction || renames ? undefined : await this.updates.add(scope, item);
    return together ?? (await write(scope, updateMembers, [item]))[0];
  }

  /** The directory sent the very name that was given by hand: from now on it is the directory's. */
  async endNameByHand(scope: TenantScope, id: string, version: number): Promise<void> {
    await scope.query(endNameByHand, [id, version]);
  }
}

function write(scope: TenantScope, statement: Statement, items: readonly MemberToWrite[]): Promise<MemberWritten[]> {
  return scope.query<MemberWritten>(statement, [JSON.stringify(items)]);
}
