import type { Client } from 'pg';

interface IndexRow {
  name: string;
  /** The definition, and what it does not tell: how much of a column is sampled. */
  statements: string;
}

const indexesOf = `
  select i.indexrelid::regclass::text as name, concat_ws(';', pg_get_indexdef(i.indexrelid),
    (select string_agg(format('alter index %s alter column %s set statistics %s', i.indexrelid::regclass, a.attnum,
        a.attstattarget), ';')
      from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget >= 0)) as statements
  from pg_index i where i.indrelid = $1::regclass
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`;

/** Does bulk work on a table while its indexes, but those of constraints, are away, and builds them again. */
export async function withoutIndexes(client: Client, table: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<IndexRow>(indexesOf, [table]);
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await work();
  await client.query(`set maintenance_work_mem = '512MB'`);
  for (const { statements } of rows) await client.query(statements);
  await client.query(`reset maintenance_work_mem`);
}
