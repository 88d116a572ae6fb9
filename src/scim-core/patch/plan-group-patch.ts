import type { Filter } from '../filter/filter.js';
import type { JsonValue } from '../json/json-value.js';
import { badRequest, type ScimError } from '../messages/scim-error.js';
import { shorten } from '../path/patch-path.js';
import { MAX_MEMBER_IDS, readMemberIds, tooManyMembers } from '../resource/read-member-ids.js';
import { GROUP } from '../schema/resource-type.js';
import type { AttributeEdit } from './attribute-edit.js';
import { normalizeOperation } from './normalize-operation.js';
import type { PatchRequest } from './patch-request.js';

/**
 * One change of a group's membership.
 *
 * - `add`: these belong to it (those who do already stay as they are); every id has to exist.
 * - `remove`: these do not; ids nobody knows are no error.
 * - `replace`: exactly these belong to it; every id has to exist.
 * - `removeAll`: nobody does.
 * - `removeWhere`: those for whom the filter holds do not; its targets are `value`, `$ref`, `type` and `display`.
 */
export type MembershipEdit =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'removeAll' }
  | { readonly kind: 'removeWhere'; readonly filter: Filter };

/** A step of a group's PATCH: an edit of another attribute (for `applyEdits`), or of the membership. */
export type GroupPatchStep = { readonly kind: 'edit'; readonly edit: AttributeEdit } | MembershipEdit;

/** The steps in order, and what was ignored. */
export interface GroupPatchPlan {
  readonly steps: readonly GroupPatchStep[];
  readonly ignored: readonly string[];
}

/**
 * Plans a group's PATCH without looking at its members, so that any number of them can be changed row by row while
 * others do the same. An empty list never means everybody; what is no member is an error.
 *
 * @param request from `readPatchRequest`
 * @throws ScimError 400 `invalidPath`, `noTarget`, `mutability` or `invalidValue`
 */
export function planGroupPatch(request: PatchRequest): GroupPatchPlan {
  const operations = request.operations.map((operation) => {
    const { edits, ignored } = normalizeOperation(operation, GROUP);
    return { steps: edits.flatMap(planEdit), ignored };
  });
  const steps = operations.flatMap(({ steps }) => steps);
  const named = steps.reduce((count, step) => count + ('ids' in step ? step.ids.length : 0), 0);
  if (named > MAX_MEMBER_IDS) throw tooManyMembers();
  return { steps, ignored: operations.flatMap(({ ignored }) => ignored) };
}

function planEdit(edit: AttributeEdit): GroupPatchStep[] {
  const { path, value } = edit;
  if (path.attribute.name !== 'members') return [{ kind: 'edit', edit }];
  if (path.sub !== null) throw immutableError(path.text);
  if (path.filter !== null) return planFiltered(edit, path.filter);
  if (edit.op === 'remove' && value === undefined) return [{ kind: 'removeAll' }];
  return planListed(edit.op, value ?? null);
}

/** An empty list adds and removes nobody; as the whole membership it says that the group is empty. */
function planListed(op: AttributeEdit['op'], value: JsonValue): GroupPatchStep[] {
  const ids = readMemberIds(value);
  return ids.length === 0 && op !== 'replace' ? [] : [{ kind: op, ids }];
}

function planFiltered({ op, path, value }: AttributeEdit, filter: Filter): GroupPatchStep[] {
  const ids = idsOf(filter);
  if (op !== 'remove') return planNamed(path.text, ids, readMemberIds(value ?? null));
  return [ids === undefined ? { kind: 'removeWhere', filter } : { kind: 'remove', ids: [...new Set(ids)] }];
}

/** `members[value eq "a"]` set to the member `a` makes that one a member; whoever is one already cannot become another. */
function planNamed(path: string, filtered: readonly string[] | undefined, given: readonly string[]): GroupPatchStep[] {
  const same = filtered?.length === 1 && given.length === 1 && filtered[0] === given[0];
  if (!same) throw immutableError(path);
  return [{ kind: 'add', ids: given }];
}

/** The ids of `value eq "a" or value eq "b"`; undefined for any other filter. */
function idsOf(filter: Filter): string[] | undefined {
  if (filter.kind === 'or') {
    const parts = filter.filters.map(idsOf);
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  const byId = filter.kind === 'compare' && filter.operator === 'eq' && filter.target.attribute.name === 'value';
  return byId ? [String(filter.written)] : undefined;
}

function immutableError(path: string): ScimError {
  return badRequest('mutability', `'${shorten(path)}' cannot be changed: add and remove whole members instead.`);
}
