import type { Readable, Writable } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import type { TenantScope, Values } from '../../src/database/scope.js';
import type { Statement } from '../../src/database/statement.js';
import { nodesOf } from './query-plan.js';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Filter?: string;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What one statement did. */
export interface Measured {
  readonly text: string;
  /** Rows that were looked at, those included that were thrown away, in every loop. */
  readonly rows: number;
  readonly indexes: readonly string[];
  /** Conditions that were worked out for each row, beyond what an index answered. */
  readonly filters: readonly string[];
  /** Tables that were read from end to end. */
  readonly scanned: readonly string[];
}

/**
 * A tenant's transaction that carries out each statement under EXPLAIN ANALYZE and keeps what it did; `before` each,
 * something else may happen.
 */
export class MeasuringScope implements TenantScope {
  readonly inTransaction = true;
  readonly measured: Measured[] = [];

  constructor(
    readonly organizationId: string,
    private readonly client: PoolClient,
    private readonly before: () => Promise<unknown> = () => Promise.resolve(),
  ) {}

  async query<Row extends object>(statement: Statement | string, values: Values = []): Promise<Row[]> {
    const text = typeof statement === 'string' ? statement : statement.text;
    const parameters = [this.organizationId, ...values];
    const isSelect = /^\s*select/i.test(text);
    await this.before();
    if (!/set_config|advisory/.test(text)) await this.measure(text, parameters);
    // What changes something has done so under EXPLAIN; what only reads is asked again for its answer.
    return isSelect ? (await this.client.query<Row>(text, parameters)).rows : [];
  }

  async analyze(table: string): Promise<void> {
    await this.client.query(`analyze ${table}`);
  }

  stream(): Promise<Readable> {
    throw new Error('nothing is streamed here');
  }

  copyInto(): Promise<Writable> {
    throw new Error('nothing is copied here');
  }

  private async measure(text: string, values: unknown[]): Promise<void> {
    const { rows } = await this.client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
      text: `explain (analyze, timing off, format json) ${text}`,
      values,
    });
    const plan = rows[0]?.['QUERY PLAN'][0].Plan;
    if (plan === undefined) throw new Error('no plan');
    const nodes = nodesOf(plan);
    const scans = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0);
    this.measured.push({
      text: text.trim().replaceAll(/\s+/g, ' ').slice(0, 120),
      rows: nodes.reduce((sum, node) => sum + rowsOf(node), 0),
      indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
      filters: nodes.flatMap((node) => node.Filter ?? []),
      scanned: scans.flatMap((node) => node['Relation Name'] ?? []),
    });
  }
}

/** What the statements of some work do, which is then undone. */
export async function measuredIn(
  pool: Pool,
  organizationId: string,
  work: (scope: TenantScope) => Promise<unknown>,
): Promise<readonly Measured[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const scope = new MeasuringScope(organizationId, client);
    await work(scope);
    await client.query('rollback');
    return scope.measured;
  } finally {
    client.release(true);
  }
}

function rowsOf(node: PlanNode): number {
  const thrownAway = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return node['Actual Loops'] * (node['Actual Rows'] + thrownAway);
}
