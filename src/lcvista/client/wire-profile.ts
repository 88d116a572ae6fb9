import { DomainError, type FieldError } from '../../common/domain-error.js';

/**
 * How a site spells things. LCVista publishes that the API's root lists its endpoints and little below it, so every
 * name that Muster assumes is here, as data, and a connection can override each one.
 */
export interface WireProfile {
  /** keys of the root's list */
  readonly index: { readonly people: string; readonly catalogs: string; readonly usergroups: string };
  readonly person: {
    readonly id: string;
    readonly username: string;
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly isActive: string;
    readonly created: string;
  };
  readonly catalog: { readonly id: string; readonly name: string; readonly userGroups: string };
  readonly member: { readonly person: string };
  /** Django REST framework's page; a bare array is read as a list of one page */
  readonly page: { readonly count: string; readonly next: string; readonly results: string };
}

/** A part of the profile: only the names in which a site differs. */
export type WireProfileOverrides = { readonly [Section in keyof WireProfile]?: Partial<WireProfile[Section]> };

export const assumedProfile: WireProfile = {
  index: { people: 'people', catalogs: 'catalogs', usergroups: 'usergroups' },
  person: {
    id: 'id',
    username: 'username',
    email: 'email',
    firstName: 'first_name',
    lastName: 'last_name',
    isActive: 'is_active',
    created: 'created',
  },
  catalog: { id: 'id', name: 'name', userGroups: 'user_groups' },
  member: { person: 'person' },
  page: { count: 'count', next: 'next', results: 'results' },
};

/** The API's root below a site's origin (this one is published). */
export const apiRoot = '/api/v1/';

/** Where a group lists its members, below the list of groups. */
export function membersUrl(groups: URL, groupId: string): URL {
  const url = new URL(groups);
  url.pathname = `${groups.pathname.replace(/\/$/, '')}/${encodeURIComponent(groupId)}/members/`;
  return url;
}

const longestName = 100;

/**
 * The profile to read a site with.
 *
 * @param overrides the connection's `wireProfile` as somebody sent or stored it; nothing means the assumed names
 * @throws DomainError `validation-failed` that names every field which is unknown or no usable name
 */
export function wireProfile(overrides: unknown): WireProfile {
  if (overrides === undefined || overrides === null) return assumedProfile;
  const problems: FieldError[] = [];
  const sections = entriesOf(overrides, 'wireProfile', Object.keys(assumedProfile), problems).map(
    ([section, names]) => {
      const assumed = assumedProfile[section as keyof WireProfile];
      const field = `wireProfile.${section}`;
      const given = entriesOf(names, field, Object.keys(assumed), problems);
      problems.push(...given.flatMap(([key, name]) => nameProblems(name, `${field}.${key}`)));
      return [section, { ...assumed, ...Object.fromEntries(given) }] as const;
    },
  );
  if (problems.length > 0)
    throw new DomainError('invalid', 'validation-failed', 'wireProfile has names that cannot be used', {
      errors: problems,
    });
  return { ...assumedProfile, ...Object.fromEntries(sections) };
}

function entriesOf(
  value: unknown,
  field: string,
  known: readonly string[],
  problems: FieldError[],
): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({ field, message: 'must be an object' });
    return [];
  }
  const entries = Object.entries(value);
  const unknown = entries.filter(([key]) => !known.includes(key));
  for (const [key] of unknown.slice(0, 20)) {
    problems.push({ field: `${field}.${key.slice(0, longestName)}`, message: `is not one of ${known.join(', ')}` });
  }
  return entries.filter(([key]) => known.includes(key));
}

function nameProblems(name: unknown, field: string): FieldError[] {
  if (typeof name !== 'string') return [{ field, message: 'must be a string' }];
  if (name === '') return [{ field, message: 'must not be empty' }];
  if (name.length > longestName) return [{ field, message: `must not be longer than ${longestName} characters` }];
  if (/\p{Cc}/u.test(name)) return [{ field, message: 'must not have control characters' }];
  return [];
}
