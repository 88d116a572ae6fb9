import { groupColumns } from '../../directory/cohort-select.js';
import { userColumns } from '../../directory/member-select.js';
import { GROUP, type ResourceType, USER } from '../../scim-core/schema/resource-type.js';
import { GroupPlace } from '../filter/group-place.js';
import type { SqlPlace } from '../filter/sql-place.js';
import { UserPlace } from '../filter/user-place.js';
import type { ScimLocations } from '../scim-locations.js';

/** How the resources of one type are read as a list. */
export interface ListedType {
  readonly type: ResourceType;
  readonly table: 'member' | 'cohort';
  /** Alias of the row in every piece of SQL. */
  readonly row: 'm' | 'c';
  /** What belongs to the organization and shows; `$1` is the organization. */
  readonly visible: string;
  /** The attribute that is kept as rows of its own. */
  readonly heldApart: 'groups' | 'members';
  /** Which counters add up to all of them, and those who have disappeared from the list. */
  readonly counted: string;
  /** Whether the counters tell how many have disappeared; where they do not, places in the list cannot be remembered. */
  readonly countsDisappeared: boolean;
  /** Whether the columns hold references, and so the address that these begin with. */
  refers(withHeldApart: boolean): boolean;
  /**
   * The columns of a `ResourceRow`.
   *
   * @param endpoint SQL of the address that references begin with
   */
  columns(withHeldApart: boolean, endpoint: string): string;
  place(locations: ScimLocations): SqlPlace;
}

export const LISTED_USERS: ListedType = {
  type: USER,
  table: 'member',
  row: 'm',
  visible: 'm.organization_id = $1 and m.deleted_at is null',
  heldApart: 'groups',
  counted: `name <> 'cohorts'`,
  countsDisappeared: true,
  refers: () => true,
  columns: userColumns,
  place: (locations) => new UserPlace(locations),
};

export const LISTED_GROUPS: ListedType = {
  type: GROUP,
  table: 'cohort',
  row: 'c',
  visible: 'c.organization_id = $1',
  heldApart: 'members',
  counted: `name = 'cohorts'`,
  countsDisappeared: false,
  refers: (withHeldApart) => withHeldApart,
  columns: groupColumns,
  place: (locations) => new GroupPlace(locations),
};
