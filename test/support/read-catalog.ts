import { onServer } from './template-database.js';

/** Something of a table, as PostgreSQL itself describes it. */
export interface Described {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

export interface Catalog {
  readonly columns: Described[];
  readonly constraints: Described[];
  readonly indexes: Described[];
  readonly triggers: Described[];
  readonly functions: Described[];
}

/** A number may be written as a quoted literal; both are the same default. */
const columns = `
  select c.relname as table, a.attname as name,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
      nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
      regexp_replace(pg_get_expr(d.adbin, d.adrelid), '^''(-?\\d+)''::\\w+$', '\\1')) as definition
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`;

/** Not-null constraints are said with their columns; servers before 18 do not list them. */
const constraints = `
  select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where k.connamespace = 'public'::regnamespace and k.contype <> 'n'`;

const indexes = `
  select tablename as table, indexname as name, indexdef as definition from pg_indexes where schemaname = 'public'`;

const triggers = `
  select c.relname as table, t.tgname as name, pg_get_triggerdef(t.oid) as definition
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'public'::regnamespace and not t.tgisinternal`;

/** Without those of extensions. */
const functions = `
  select '' as table, p.proname as name, pg_get_functiondef(p.oid) as definition
  from pg_proc p
  where p.pronamespace = 'public'::regnamespace and not exists (
    select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')`;

/** Everything that a database's tables are made of, in the order of their names. */
export function readCatalog(url: string): Promise<Catalog> {
  return onServer(url, async (client) => {
    const read = async (text: string): Promise<Described[]> =>
      (await client.query<Described>(`${text} order by 1, 2`)).rows;
    return {
      columns: await read(columns),
      constraints: await read(constraints),
      indexes: await read(indexes),
      triggers: await read(triggers),
      functions: await read(functions),
    };
  });
}
