import type { SqlEntries, SqlPlace, SqlValue } from './sql-place.js';

/** A jsonb expression whose keys come from the schema, never from a client. */
export class JsonPlace implements SqlPlace {
  constructor(
    private readonly json: string,
    private readonly depth = 1,
  ) {}

  value(path: readonly string[]): SqlValue {
    return { text: path.length === 0 ? `(${this.json} #>> '{}')` : this.at(path, '->>'), type: 'text' };
  }

  /** An object counts as a list of itself, so that `name[givenName eq "x"]` is like any other bracket. */
  entries(path: readonly string[]): SqlEntries {
    const alias = `entry${this.depth}`;
    const value = this.at(path, '->');
    const list = `case jsonb_typeof(${value}) when 'array' then ${value} when 'object' then jsonb_build_array(${value}) end`;
    return {
      from: `jsonb_array_elements(${list}) with ordinality as ${alias} (item, position)`,
      order: `(${alias}.item->'primary' = 'true') is true desc, ${alias}.position`,
      entry: new JsonPlace(`${alias}.item`, this.depth + 1),
    };
  }

  private at(path: readonly string[], last: '->' | '->>'): string {
    const keys = path.map((key) => `'${key.replaceAll("'", "''")}'`);
    const inner = keys.slice(0, -1).map((key) => `->${key}`);
    return `(${this.json}${inner.join('')}${last}${keys.at(-1)})`;
  }
}
