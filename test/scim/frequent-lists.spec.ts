import { expect, it } from '@jest/globals';
import { parseListQuery } from '../../src/scim-core/messages/list-query.js';
import { findsFew } from '../../src/scim/lists/frequent-lists.js';
import { LISTED_GROUPS, LISTED_USERS, type ListedType } from '../../src/scim/lists/listed-type.js';

/** What finds few goes on a connection that others share: whatever may read a whole organization must not. */
it.each<[boolean, string, ListedType]>([
  [true, 'id eq "x"', LISTED_USERS],
  [true, 'userName eq "x"', LISTED_USERS],
  [true, 'externalId eq "x"', LISTED_USERS],
  [true, 'emails.value eq "x"', LISTED_USERS],
  [true, 'emails[type eq "work"].value eq "x"', LISTED_USERS],
  [true, 'emails[value eq "x" and primary eq true]', LISTED_USERS],
  [false, 'emails[type eq "work" and primary eq true]', LISTED_USERS],
  [false, 'emails[type eq "work" and display eq "x"]', LISTED_USERS],
  [false, 'emails[type eq "work" or value eq "x"]', LISTED_USERS],
  [false, 'userName sw "x"', LISTED_USERS],
  [false, 'displayName eq "x"', LISTED_USERS],
  [false, 'groups.value eq "x"', LISTED_USERS],
  [false, 'externalId eq "x"', LISTED_GROUPS],
])('few: %s, by %s', (few, filter, listed) => {
  const query = parseListQuery(`filter=${encodeURIComponent(filter)}`, listed.type);
  const request = { filter: query.filter, sort: null, after: null, offset: 0, limit: 100, withHeldApart: true };
  expect(findsFew(listed, request)).toBe(few);
});
