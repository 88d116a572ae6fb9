import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.js';
import { badRequest, type ScimError } from '../messages/scim-error.js';
import { shorten } from '../path/patch-path.js';
import { presentOrDefault } from '../resource/present-or-default.js';
import { readValue } from '../resource/read-value.js';
import type { AttributeEdit } from './attribute-edit.js';
import { editEntries } from './edit-entries.js';
import { editObject } from './edit-object.js';

/**
 * Applies one edit. Nothing that was given is changed: the answer shares the untouched parts with it.
 *
 * @param resource a canonical resource
 * @param edit what to do to which attribute
 * @returns the resource after the edit
 * @throws ScimError 400 `invalidValue`, `mutability` or `noTarget`
 */
export function applyEdit(resource: JsonObject, edit: AttributeEdit): JsonObject {
  const { extension, attribute } = edit.path;
  if (attribute.returned === 'never') return forget(resource, edit);
  const holder = extension === null ? resource : objectAt(resource, extension.id);
  const before = holder[attribute.name];
  const after = editedValue(edit, before) ?? presentOrDefault(attribute, before);
  if (after === undefined && attribute.required) throw requiredError(edit);
  const changed = withMember(holder, attribute.name, after);
  if (extension === null) return changed;
  return withMember(resource, extension.id, Object.keys(changed).length === 0 ? undefined : changed);
}

function editedValue(edit: AttributeEdit, before: JsonValue | undefined): JsonValue | undefined {
  const { attribute, text } = edit.path;
  if (attribute.multiValued) return editEntries(edit, Array.isArray(before) ? before : []);
  if (attribute.type === 'complex') return editObject(edit, isJsonObject(before) ? before : undefined);
  return edit.op === 'remove' ? undefined : readValue(attribute, edit.value ?? null, shorten(text));
}

/** A password is checked and forgotten: sign-in is the identity provider's. */
function forget(resource: JsonObject, { path, value }: AttributeEdit): JsonObject {
  readValue(path.attribute, value ?? null, path.attribute.name);
  return resource;
}

function objectAt(resource: JsonObject, key: string): JsonObject {
  const value = resource[key];
  return isJsonObject(value) ? value : {};
}

/** A copy with one member set, or taken away when there is no value. */
export function withMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const { [name]: _before, ...others } = object;
  return value === undefined ? others : { ...others, [name]: value };
}

function requiredError({ op, path }: AttributeEdit): ScimError {
  const scimType = op === 'remove' ? 'mutability' : 'invalidValue';
  return badRequest(scimType, `'${path.attribute.name}' is required and cannot be emptied.`);
}
