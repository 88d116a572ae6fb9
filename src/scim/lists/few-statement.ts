import { type LookUp, lookUp } from '../../database/statement.js';
import type { Filter } from '../../scim-core/filter/filter.js';
import { MAX_PAGE_SIZE } from '../../scim-core/messages/paging.js';
import { filterToSql } from '../filter/filter-to-sql.js';
import { SqlParameters } from '../filter/sql-parameters.js';
import type { ScimLocations } from '../scim-locations.js';
import { shownColumns } from './list-statement.js';
import type { ListedType } from './listed-type.js';

const lookUps = new Map<string, LookUp>();

/**
 * The statement for a list of a handful of hits: they come in no order and without their number, since whoever reads all
 * of them can sort and count them. That is a third less work for the database than a statement that does.
 *
 * @returns a statement that answers more rows than a page can have when there are too many hits for that after all
 */
export function fewStatement(
  listed: ListedType,
  filter: Filter,
  withHeldApart: boolean,
  locations: ScimLocations,
): { statement: LookUp; values: readonly unknown[] } {
  const parameters = new SqlParameters();
  const { table, row, visible } = listed;
  const condition = filterToSql(filter, listed.place(locations), parameters);
  const columns = shownColumns(listed, withHeldApart, locations, parameters);
  // The short text that tells one statement from another, its parameters included: comparing the whole ones takes longer.
  const question = `${table} ${withHeldApart} ${condition}`;
  const known = lookUps.get(question);
  if (known !== undefined) return { statement: known, values: parameters.values };
  const fresh = lookUp(
    `find-few-${lookUps.size + 1}`,
    ['uuid', ...parameters.types],
    `select ${row}.seq, null as sort_key, ${columns} from ${table} ${row}
     where ${visible} and (${condition}) limit ${MAX_PAGE_SIZE + 1}`,
  );
  lookUps.set(question, fresh);
  return { statement: fresh, values: parameters.values };
}
