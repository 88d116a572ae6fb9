import type { Filter } from '../../scim-core/filter/filter.js';
import type { Sort } from '../../scim-core/messages/sort.js';
import type { ListKey } from './list-key.js';

/** Which resources, in which order, and which stretch of them. */
export interface ListRequest {
  readonly filter: Filter | null;
  readonly sort: Sort | null;
  /** The last resource of the page before (by cursor); null: from the beginning. */
  readonly after: ListKey | null;
  readonly offset: number;
  readonly limit: number;
  /** Whether groups or members are shown. */
  readonly withHeldApart: boolean;
}
