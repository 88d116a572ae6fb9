import type { Readable, Writable } from 'node:stream';
import { escapeLiteral } from 'pg';
import type { TenantScope, Values } from '../../src/database/scope.js';
import type { Statement } from '../../src/database/statement.js';
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
    const text = typeof statement === 'string' ? statement : statement.text;
    const { rows } = await this.app.app.pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
      text: `explain (analyze, buffers, format json) ${text}`,
      values: [this.organizationId, ...values],
    });
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
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
