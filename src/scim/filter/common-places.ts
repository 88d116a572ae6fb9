import { isUuid } from '../../common/is-uuid.js';
import type { ResourceType } from '../../scim-core/schema/resource-type.js';
import type { SqlParameters } from './sql-parameters.js';
import type { SqlEntries, SqlPlace, SqlValue } from './sql-place.js';

/** Whether a text is an id exactly as this service writes them; ids are compared with case. */
export function isOurId(text: string): boolean {
  return isUuid(text) && text === text.toLowerCase();
}

/** A text expression, or how to write one that needs a parameter: those that are never asked for must add none. */
type Column = string | ((parameters: SqlParameters) => string);

/** One text column of a sub-select under each name. */
export class ColumnsPlace implements SqlPlace {
  private readonly columns: ReadonlyMap<string, Column>;

  constructor(columns: Readonly<Record<string, Column>>) {
    this.columns = new Map(Object.entries(columns));
  }

  value(path: readonly string[], parameters: SqlParameters): SqlValue | undefined {
    const column = this.columns.get(path.join('.'));
    if (column === undefined) return undefined;
    return { text: typeof column === 'string' ? column : column(parameters), type: 'text' };
  }

  entries(): undefined {
    return undefined;
  }
}

/** The attributes that every resource has without storing them: `id`, `meta`, `schemas`. */
export class CommonPlace implements SqlPlace {
  /**
   * @param row alias of the row
   * @param type its resource type
   * @param location of the type's endpoint, without a slash at its end
   */
  constructor(
    private readonly row: string,
    private readonly type: ResourceType,
    private readonly location: string,
  ) {}

  value(path: readonly string[], parameters: SqlParameters): SqlValue | undefined {
    switch (path.join('.')) {
      case 'id':
        return { text: `${this.row}.id::text`, type: 'text' };
      case 'meta.resourceType':
        return { text: parameters.add(this.type.name, 'text'), type: 'text' };
      case 'meta.created':
        return { text: `${this.row}.created_at`, type: 'instant' };
      case 'meta.lastModified':
        return { text: `${this.row}.last_modified`, type: 'instant' };
      case 'meta.location':
        return { text: `(${parameters.add(`${this.location}/`, 'text')} || ${this.row}.id::text)`, type: 'text' };
      case 'meta.version':
        return { text: `('W/"' || ${this.row}.version || '"')`, type: 'text' };
      default:
        return undefined;
    }
  }

  entries(path: readonly string[], parameters: SqlParameters): SqlEntries | undefined {
    const name = path.join('.');
    if (name === 'meta') return { from: '(select 1) as meta', order: '1', entry: new MetaPlace(this) };
    if (name !== 'schemas') return undefined;
    const urns = [this.type.schema, ...this.type.extensions].map(({ id }, position) => {
      const used = position === 0 ? 'true' : `${this.row}.compare->'${id}' is not null`;
      return `(${parameters.add(id.toLowerCase(), 'text')}, ${position}, ${used})`;
    });
    return {
      from: `(select urn, position from (values ${urns.join(', ')}) as known (urn, position, used) where used) as urns`,
      order: 'urns.position',
      entry: new ColumnsPlace({ '': 'urns.urn' }),
    };
  }

  equals(path: readonly string[], key: string, parameters: SqlParameters): string | undefined {
    if (path.join('.') !== 'id') return undefined;
    return isOurId(key) ? `${this.row}.id = ${parameters.add(key, 'uuid')}` : 'false';
  }
}

/** Inside `meta[…]`. */
class MetaPlace implements SqlPlace {
  constructor(private readonly common: CommonPlace) {}

  value(path: readonly string[], parameters: SqlParameters): SqlValue | undefined {
    return this.common.value(['meta', ...path], parameters);
  }

  entries(): undefined {
    return undefined;
  }
}
