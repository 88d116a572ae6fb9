import type { Pool } from 'pg';
import type { Scope, TenantScope, Values } from '../../src/database/scope.js';
import type { Statement } from '../../src/database/statement.js';
import { nodesOf, type PlanNode } from './query-plan.js';

/**
 * Asks PostgreSQL how it would run the statements of some work, without running them.
 *
 * @param answer what each statement is said to have answered
 * @returns the tables that would be read from end to end
 */
export async function scannedTables(
  pool: Pool,
  work: (scope: Scope) => Promise<unknown>,
  answer: readonly object[] = [],
): Promise<string[]> {
  const scanned: string[] = [];
  await work(explaining(pool, scanned, answer));
  return scanned;
}

/** The same for work on one organization. */
export async function scannedTablesOf(
  pool: Pool,
  organizationId: string,
  work: (scope: TenantScope) => Promise<unknown>,
): Promise<string[]> {
  const scanned: string[] = [];
  const scope = explaining(pool, scanned, []);
  await work({
    ...scope,
    organizationId,
    inTransaction: true,
    query: (statement, values = []) => scope.query(statement, [organizationId, ...values]),
  });
  return scanned;
}

function explaining(pool: Pool, scanned: string[], answer: readonly object[]): Scope {
  return {
    async query<Row extends object>(statement: Statement | string, values: Values = []): Promise<Row[]> {
      const text = typeof statement === 'string' ? statement : statement.text;
      const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
        text: `explain (format json) ${text}`,
        values: [...values],
      });
      const nodes = rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan));
      const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan');
      scanned.push(...whole.map((node) => node['Relation Name'] ?? ''));
      return answer as Row[];
    },
    stream: () => Promise.reject(new Error('nothing is streamed here')),
    copyInto: () => Promise.reject(new Error('nothing is copied here')),
    analyze: () => Promise.resolve(),
  };
}
