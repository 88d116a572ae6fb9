import { compareKey } from '../common/compare-key.js';
import { emailKey } from '../common/email-key.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../scim-core/json/json-value.js';
import { compareForm } from '../scim-core/resource/compare-form.js';
import { memberEmailOf } from '../scim-core/resource/member-email.js';
import { USER } from '../scim-core/schema/resource-type.js';

/** What a member's row repeats of the user that the directory sent, so that it can be found, sorted and matched. */
export interface MemberColumns {
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  /** The name shown to people: displayName, else the formatted name, else its parts, else userName. */
  readonly name: string;
  readonly nameKey: string;
  /** The address that claims and mappings go by, as sent. */
  readonly email: string | null;
  readonly emailKey: string | null;
  /** The compare key of every address, so that any of them is found through an index. */
  readonly emailKeys: readonly string[];
  readonly active: boolean;
  readonly resource: JsonObject;
  /** The resource with every text that ignores case as its key: what filters look at. */
  readonly compare: JsonObject;
}

/** Derives the columns from a canonical user (of `readUser` or `applyPatch`). */
export function memberColumns(resource: JsonObject): MemberColumns {
  const userName = textOf(resource['userName']) ?? '';
  const name = nameOf(resource) ?? userName;
  const email = memberEmailOf(resource);
  const key = emailKey(email);
  return {
    userName,
    userNameKey: compareKey(userName),
    externalId: textOf(resource['externalId']),
    name,
    nameKey: compareKey(name),
    email: key === null ? null : email,
    emailKey: key,
    emailKeys: emailKeysOf(resource),
    active: resource['active'] !== false,
    resource,
    compare: compareForm(resource, USER),
  };
}

function nameOf(resource: JsonObject): string | null {
  const name = isJsonObject(resource['name']) ? resource['name'] : {};
  const parts = [textOf(name['givenName']), textOf(name['familyName'])].filter((part) => part !== null);
  const candidates = [textOf(resource['displayName']), textOf(name['formatted']), parts.join(' ')];
  return candidates.find((candidate) => candidate !== null && candidate.trim() !== '') ?? null;
}

function emailKeysOf(resource: JsonObject): string[] {
  const emails = Array.isArray(resource['emails']) ? resource['emails'] : [];
  const values = emails.map((entry) => (isJsonObject(entry) ? textOf(entry['value']) : null));
  return [...new Set(values.filter((value) => value !== null).map(compareKey))];
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
