import { matchesFilter } from '../filter/match-filter.js';
import { membersByLowerName, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { equalityTerms } from '../path/equality-terms.js';
import { shorten } from '../path/patch-path.js';
import type { AttributeEdit } from './attribute-edit.js';
import { givenSubs, mergeSubs } from './edit-entry.js';

/**
 * Edits a single-valued complex attribute such as `name` or `manager`: what is given is merged, what
 * is not stays. A bracket on it is a condition that the present value has to meet.
 *
 * @param before the present value, undefined when unassigned
 * @returns the value after, undefined when unassigned
 */
export function editObject(edit: AttributeEdit, before: JsonObject | undefined): JsonObject | undefined {
  const { path } = edit;
  if (path.filter !== null && before !== undefined && !matchesFilter(path.filter, before)) {
    return editUnmatched(edit, before);
  }
  const given = givenTo(edit);
  if (given === undefined) return undefined;
  const terms = path.filter === null || before !== undefined ? {} : (equalityTerms(path.filter) ?? {});
  const subs = new Map([...membersByLowerName(terms), ...given]);
  const after = mergeSubs(path.attribute, before ?? {}, subs, shorten(path.text));
  return losesItsValue(after, given) ? undefined : after;
}

/** Undefined when the edit takes the whole value away. */
function givenTo({ op, path, value }: AttributeEdit): ReadonlyMap<string, JsonValue> | undefined {
  if (path.sub !== null) return new Map([[path.sub.key, op === 'remove' ? null : (value ?? null)]]);
  return op === 'remove' ? undefined : givenSubs(path.attribute, value, shorten(path.text));
}

/** Entra clears a manager with `{ "value": "" }`; what stood beside the id goes with it. */
function losesItsValue(after: JsonObject | undefined, given: ReadonlyMap<string, JsonValue>): boolean {
  return given.has('value') && after?.['value'] === undefined;
}

/** A remove by `value` alone means the one that is there, whoever it is; any other failed condition changes nothing. */
function editUnmatched({ op, path }: AttributeEdit, before: JsonObject): JsonObject | undefined {
  if (op !== 'remove') throw badRequest('noTarget', `Nothing matches the path '${shorten(path.text)}'.`);
  const terms = path.filter === null ? undefined : equalityTerms(path.filter);
  const onlyByValue = terms !== undefined && Object.keys(terms).join(',') === 'value';
  return onlyByValue && path.sub === null ? undefined : before;
}
