import type { Filter } from '../../scim-core/filter/filter.js';
import { badRequest, type ScimError } from '../../scim-core/messages/scim-error.js';
import type { GroupPatchStep } from '../../scim-core/patch/plan-group-patch.js';
import {
  type MembershipChange,
  NO_MEMBERSHIP_CHANGE,
  withAdded,
  withExactly,
  withRemoved,
} from '../../directory/membership-change.js';
import { isOurId } from '../filter/common-places.js';

/** Finds the members for whom a filter holds, among those of the group and these. */
export type FindMembers = (filter: Filter, change: MembershipChange) => Promise<readonly string[]>;

/**
 * Works out what the membership steps of a PATCH amount to, in their order. Only a step with a filter other than by id
 * has to ask who the members are.
 *
 * @throws ScimError 400 naming ids that cannot be anybody's
 */
export async function planMembership(steps: readonly GroupPatchStep[], find: FindMembers): Promise<MembershipChange> {
  let change = NO_MEMBERSHIP_CHANGE;
  for (const step of steps) {
    switch (step.kind) {
      case 'edit':
        break;
      case 'add':
        change = withAdded(change, requireOurIds(step.ids));
        break;
      case 'replace':
        change = withExactly(change, requireOurIds(step.ids));
        break;
      case 'remove':
        change = withRemoved(change, step.ids.filter(isOurId));
        break;
      case 'removeAll':
        change = withExactly(change, []);
        break;
      case 'removeWhere':
        change = withRemoved(change, await find(step.filter, change));
        break;
    }
  }
  return change;
}

/** @throws ScimError 400 when one of them has not even the form of an id */
export function requireOurIds(ids: readonly string[]): readonly string[] {
  const foreign = ids.filter((id) => !isOurId(id));
  if (foreign.length > 0) throw unknownMembers(foreign.slice(0, 10));
  return ids;
}

/** The answer to members that do not exist: nothing is changed. */
export function unknownMembers(ids: readonly string[]): ScimError {
  const named = ids.map((id) => `'${id.length > 100 ? `${id.slice(0, 100)}…` : id}'`).join(', ');
  return badRequest('invalidValue', `'members' names users who do not exist: ${named}.`);
}
