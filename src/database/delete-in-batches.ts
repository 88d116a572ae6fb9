import { statement, type Statement } from './statement.js';

/** Rows that one transaction takes, so that none of them holds locks for long. */
const batch = 5_000;

/**
 * Declares the deletion of one batch of the rows `t` of a table that a condition finds.
 *
 * @param condition SQL over `t` and the statement's parameters
 */
export function batchDeletion(name: string, table: string, condition: string): Statement {
  const found = `select t.ctid from ${table} t where ${condition} limit ${batch}`;
  return statement(name, `delete from ${table} where ctid = any (array(${found})) returning 1 as one`);
}

/**
 * Deletes batch after batch until nothing is left. May be called at any time by any process.
 *
 * @param deleteBatch runs a `batchDeletion` in a transaction of its own, and returns its rows
 * @returns how many rows are gone
 */
export async function deleteInBatches(deleteBatch: () => Promise<readonly object[]>): Promise<number> {
  let total = 0;
  for (let gone = batch; gone === batch; total += gone) gone = (await deleteBatch()).length;
  return total;
}
