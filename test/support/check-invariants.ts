import type { Pool } from 'pg';
import { type Invariant, type InvariantGroup, invariants } from './invariants.js';

/** Rows of each broken invariant that the error shows. */
const shown = 3;

interface Broken {
  readonly invariant: string;
  readonly row: object;
}

/**
 * Looks at a whole database, in one statement and so as of one instant.
 *
 * @param except what it is not looked at for, since the test wrote such rows itself, as no service would
 * @throws Error that names each invariant that does not hold, with the first rows that break it
 */
export async function checkInvariants(pool: Pool, except: readonly InvariantGroup[] = []): Promise<void> {
  const groups = Object.entries(invariants) as [InvariantGroup, readonly Invariant[]][];
  const chosen = groups.flatMap(([group, members]) => (except.includes(group) ? [] : members));
  const client = await pool.connect();
  try {
    // Whole tables are compared, which nobody has told the planner the size of; and compiling takes longer than running.
    await client.query('set enable_nestloop = off; set jit = off');
    const { rows } = await client.query<Broken>(chosen.map(asRows).join('\nunion all\n'));
    if (rows.length === 0) return;
    const lines = rows.map(({ invariant, row }) => `${invariant}: ${JSON.stringify(row)}`);
    throw new Error(`the database breaks invariants\n${lines.join('\n')}`);
  } finally {
    client.release(true);
  }
}

function asRows({ name, query }: Invariant): string {
  const quoted = `'${name.replaceAll("'", "''")}'`;
  return `select ${quoted} as invariant, to_jsonb(broken) as row
    from (select * from (${query}) as found limit ${shown}) as broken`;
}
