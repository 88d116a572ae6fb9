/**
 * How this site spells things. It repeats what the client assumes, on purpose: were the names shared, a slip in them would
 * be the same on both sides and no test could see it.
 */
const usualSpelling = {
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

export type Spelling = typeof usualSpelling;

/** Only the names that differ; has the form of a connection's `wireProfile`. */
export type OtherSpelling = { [Section in keyof Spelling]?: Partial<Spelling[Section]> };

/** The usual spelling, except where this one is another. */
export function spelling(other: OtherSpelling): Spelling {
  return {
    index: { ...usualSpelling.index, ...other.index },
    person: { ...usualSpelling.person, ...other.person },
    catalog: { ...usualSpelling.catalog, ...other.catalog },
    member: { ...usualSpelling.member, ...other.member },
    page: { ...usualSpelling.page, ...other.page },
  };
}
