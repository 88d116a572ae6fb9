import { matchesFilter } from '../filter/match-filter.js';
import { withoutRepetitions } from '../json/canonical-json.js';
import { isJsonObject, membersByLowerName, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest } from '../messages/scim-error.js';
import { equalityTerms } from '../path/equality-terms.js';
import { shorten } from '../path/patch-path.js';
import { MAX_ENTRIES, readValue, tooManyEntries } from '../resource/read-value.js';
import type { AttributeEdit } from './attribute-edit.js';
import { addEntries, removeEntries } from './entry-identity.js';
import { givenSubs, mergeSubs } from './edit-entry.js';
import { settlePrimary } from './settle-primary.js';

/**
 * Edits a multi-valued attribute (RFC 7644 section 3.5.2).
 *
 * @param before the present entries
 * @returns the entries after, undefined when none is left
 * @throws ScimError 400 `noTarget` when nothing matches a bracket from which no entry can be made, `invalidValue`
 */
export function editEntries(edit: AttributeEdit, before: readonly JsonValue[]): JsonValue[] | undefined {
  const pointed = edit.path.filter !== null || edit.path.sub !== null;
  const after = pointed ? editPointed(edit, before) : editWhole(edit, before);
  if (after.length > MAX_ENTRIES) throw tooManyEntries(edit.path.attribute.name);
  return after.length === 0 ? undefined : withoutRepetitions(settlePrimary(before, withoutRepetitions(after)));
}

/** The list as a whole: replaced, added to, or relieved of all or of the listed entries. */
function editWhole({ op, path, value }: AttributeEdit, before: readonly JsonValue[]): readonly JsonValue[] {
  if (op === 'remove' && (value === undefined || value === null)) return [];
  const read = readValue(path.attribute, value ?? null, shorten(path.text));
  const listed = Array.isArray(read) ? read : [];
  if (op === 'replace') return listed;
  return op === 'add' ? addEntries(path.attribute, before, listed) : removeEntries(path.attribute, before, listed);
}

/** The entries a bracket points at, or one sub-attribute of them. */
function editPointed(edit: AttributeEdit, before: readonly JsonValue[]): readonly JsonValue[] {
  const { path } = edit;
  const matches = (entry: JsonValue): entry is JsonObject =>
    isJsonObject(entry) && (path.filter === null || matchesFilter(path.filter, entry));
  const given = givenTo(edit);
  if (given === undefined) return before.filter((entry) => !matches(entry));
  if (!before.some(matches)) return given.clears ? before : [...before, makeEntry(edit, given.subs)].filter(isThere);
  return before
    .map((entry) => (matches(entry) ? mergeSubs(path.attribute, entry, given.subs, shorten(path.text)) : entry))
    .filter(isThere);
}

interface Given {
  readonly subs: ReadonlyMap<string, JsonValue>;
  /** Whether it only takes away: then there is nothing to make an entry for. */
  readonly clears: boolean;
}

/** Undefined when the edit takes the entries themselves away. */
function givenTo({ op, path, value }: AttributeEdit): Given | undefined {
  if (path.sub !== null) {
    const raw = op === 'remove' ? null : (value ?? null);
    return { subs: new Map([[path.sub.key, raw]]), clears: raw === null || raw === '' };
  }
  const subs = op === 'remove' ? undefined : givenSubs(path.attribute, value, shorten(path.text));
  return subs && { subs, clears: false };
}

/** Entra updates `emails[type eq "work"].value` of users who have no work e-mail yet: the entry is made from the bracket. */
function makeEntry({ path }: AttributeEdit, given: ReadonlyMap<string, JsonValue>): JsonObject | undefined {
  const terms = path.filter === null ? {} : equalityTerms(path.filter);
  if (terms === undefined) throw badRequest('noTarget', `Nothing matches the path '${shorten(path.text)}'.`);
  const subs = new Map([...membersByLowerName(terms), ...given]);
  return mergeSubs(path.attribute, {}, subs, shorten(path.text));
}

function isThere<T>(entry: T | undefined): entry is T {
  return entry !== undefined;
}
