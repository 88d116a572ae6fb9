import type { Readable, Writable } from 'node:stream';
import { escapeLiteral } from 'pg';
import type { TenantScope, Values } from '../../src/database/scope.js';
import { isLookUp, type Statement } from '../../src/database/statement.js';
import { nodesOf, type PlanNode } from '../support/query-plan.js';
import type { ScimApp } from './scim-app.js';

interface Explained {
  readonly 'QUERY PLAN': [{ readonly Plan: PlanNode }];
}

const explain = 'explain (analyze, buffers, format json)';

/**
 * A tenant's scope that runs each statement under EXPLAIN ANALYZE and remembers the plan. What changes something has
 * changed it then; the answer is the least that the repositories need.
 */
export class ExplainingScope implements TenantScope {
  readonly inTransaction = true;
  readonly organizationId: string;
  /** Pages touched by the last statement. */
  pages = 0;
  /** Indexes that the last statement used, and tables that it read from end to end. */
  indexes: string[] = [];
  scanned: string[] = [];
  /** Indexes that were enough by themselves. */
  indexOnly: string[] = [];

  constructor(private readonly app: ScimApp) {
    this.organizationId = app.organizationId;
  }

  async query<Row extends object>(statement: Statement | string, values: Values = []): Promise<Row[]> {
    const all = [this.organizationId, ...values];
    const plan = await (typeof statement !== 'string' && isLookUp(statement)
      ? this.planOfAnyValues(statement.text, all)
      : this.planOf(typeof statement === 'string' ? statement : statement.text, all));
    if (plan === undefined) throw new Error('no plan');
    const nodes = nodesOf(plan);
    this.pages = (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
    this.indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
    this.indexOnly = nodes.flatMap((node) =>
      node['Node Type'] === 'Index Only Scan' ? (node['Index Name'] ?? []) : [],
    );
    this.scanned = nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : []));
    return [{ known: true, matched: true, unknown: null }] as Row[];
  }

  private async planOf(text: string, values: unknown[]): Promise<PlanNode | undefined> {
    const { rows } = await this.app.app.pool.query<Explained>({ text: `${explain} ${text}`, values });
    return rows[0]?.['QUERY PLAN'][0].Plan;
  }

  /** The plan that is made once for a shared connection, whatever the values. */
  private async planOfAnyValues(text: string, values: readonly unknown[]): Promise<PlanNode | undefined> {
    const client = await this.app.app.pool.connect();
    try {
      await client.query('begin; set local plan_cache_mode = force_generic_plan');
      await client.query(`prepare asked as ${text}`);
      const literals = values.map((value) => escapeLiteral(`{${JSON.stringify(value)}}`));
      const { rows } = await client.query<Explained>(`${explain} execute asked (${literals.join(', ')})`);
      return rows[0]?.['QUERY PLAN'][0].Plan;
    } finally {
      await client.query('rollback; deallocate all');
      client.release();
    }
  }

  analyze(): Promise<void> {
    return Promise.resolve();
  }

  stream(): Promise<Readable> {
    throw new Error('nothing is streamed here');
  }

  copyInto(): Promise<Writable> {
    throw new Error('nothing is copied here');
  }
}
