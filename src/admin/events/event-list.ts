import type { Scope } from '../../database/scope.js';
import type { ComposedQuery, CsvDocument } from '../csv/csv-export.js';
import type { CsvCell } from '../csv/csv-table.js';
import { Keyset, type KeysetRow } from '../listing/keyset.js';
import { Parameters } from '../listing/parameters.js';
import type { EventQuery } from './event-query.dto.js';

/** Makes further conditions of a query; values go into the parameters. */
type Conditions<Query> = (query: Query, parameters: Parameters) => string[];

/** Ids grow with time, so that newest first is the order of the primary key. */
const newestFirst = new Keyset([{ sql: 'e.id', type: 'bigint' }], 'desc');

/** Whose events a list shows. */
export type EventOwner = 'organization' | 'installation';

/** A record of events over its table `e`: which columns it shows, and how it is filtered. */
export class EventList<Event extends object, Query extends EventQuery> {
  /**
   * @param name of the list, also of its table when saved
   * @param owner an organization's list is read in its scope, which puts its id before the values
   * @param columns what an event shows, with the SQL expression of each
   */
  constructor(
    private readonly name: string,
    private readonly owner: EventOwner,
    private readonly source: string,
    private readonly columns: Readonly<Record<keyof Event & string, string>>,
    private readonly conditions: Conditions<Query>,
  ) {}

  /** @returns one row more than `limit` when there is a next page */
  page(scope: Scope, query: Query): Promise<(Event & KeysetRow)[]> {
    const parameters = this.parameters();
    const conditions = [...this.conditionsOf(query, parameters), newestFirst.after(query.cursor, parameters)];
    const text = `select ${this.shown()}, ${newestFirst.pageKey} from ${this.source} e
      where ${conditions.join(' and ')} order by ${newestFirst.order} limit ${parameters.add(query.limit + 1)}`;
    return scope.query(text, parameters.values);
  }

  /** How many events the filters let through, on all pages. */
  async count(scope: Scope, query: Query): Promise<number> {
    const parameters = this.parameters();
    const conditions = this.conditionsOf(query, parameters).join(' and ');
    const text = `select count(*) as count from ${this.source} e where ${conditions}`;
    const [row] = await scope.query<{ count: number }>(text, parameters.values);
    return row?.count ?? 0;
  }

  /** All events that the filters let through, in the order of the list, for a CSV file. */
  all(query: Query): ComposedQuery {
    const parameters = this.parameters();
    const conditions = this.conditionsOf(query, parameters).join(' and ');
    const text = `select ${this.shown()} from ${this.source} e where ${conditions} order by ${newestFirst.order}`;
    return { text, values: parameters.values };
  }

  /** The same columns as in JSON; what is an object there is JSON in its cell. */
  get table(): CsvDocument<Event> {
    const headers = Object.keys(this.columns) as (keyof Event & string)[];
    const columns = headers.map((header) => ({ header, value: (event: Event) => cellOf(event[header]) }));
    return { fileName: `${this.name}.csv`, columns };
  }

  private parameters(): Parameters {
    return new Parameters(this.owner === 'organization' ? 2 : 1);
  }

  private shown(): string {
    return Object.entries(this.columns)
      .map(([name, sql]) => `${String(sql)} as "${name}"`)
      .join(', ');
  }

  private conditionsOf(query: Query, parameters: Parameters): string[] {
    const conditions = [`e.organization_id ${this.owner === 'organization' ? '= $1' : 'is null'}`];
    if (query.actor !== undefined) {
      const actor = parameters.add(query.actor);
      conditions.push(`(e.actor_id = ${actor} or e.actor_name = ${actor})`);
    }
    if (query.from !== undefined) conditions.push(`e.at >= ${parameters.add(new Date(query.from))}::timestamptz`);
    if (query.to !== undefined) conditions.push(`e.at < ${parameters.add(new Date(query.to))}::timestamptz`);
    return [...conditions, ...this.conditions(query, parameters)];
  }
}

function cellOf(value: unknown): CsvCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'object' && !(value instanceof Date)) return JSON.stringify(value);
  return value as CsvCell;
}
