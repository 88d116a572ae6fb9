import { Injectable } from '@nestjs/common';
import type { Scope, TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';

/** How many members an organization has of each kind, and how many cohorts. */
export interface Tally {
  readonly invited: number;
  readonly enrolled: number;
  /** Deactivated, still known to the directory. */
  readonly removed: number;
  /** Deleted by the directory; access `removed`, hidden from SCIM. */
  readonly deleted: number;
  readonly cohorts: number;
}

const sumTally = statement(
  'sum-tally',
  `select name, sum(difference)::bigint as count from tally where organization_id = $1 group by name`,
);

/** How many the organization `$1` has of some kinds together: an SQL expression, for a statement that reads more. */
export function tallySumSql(kinds: readonly (keyof Tally)[]): string {
  const names = kinds.map((kind) => `'${kind}'`).join(', ');
  return `(select coalesce(sum(difference), 0)::bigint from tally where organization_id = $1 and name in (${names}))`;
}

const foldTally = statement(
  'fold-tally',
  `with crowded as (
     select organization_id, name from tally group by organization_id, name having count(*) > $1
   ), taken as (
     delete from tally using crowded
     where tally.organization_id = crowded.organization_id and tally.name = crowded.name
     returning tally.organization_id, tally.name, tally.difference
   )
   insert into tally (organization_id, name, difference)
   select organization_id, name, sum(difference) from taken group by organization_id, name`,
);

/** Reads the counts that the database keeps (migration `create-tally`), and keeps them short. */
@Injectable()
export class TallyRepository {
  /** Exact at any moment, at the price of a few rows. */
  async read(scope: TenantScope): Promise<Tally> {
    const rows = await scope.query<{ name: keyof Tally; count: number }>(sumTally);
    const counts = Object.fromEntries(rows.map(({ name, count }) => [name, count]));
    return { invited: 0, enrolled: 0, removed: 0, deleted: 0, cohorts: 0, ...counts };
  }

  /** Replaces the differences of every tally that has more than `rows` of them by their sum. */
  async fold(scope: Pick<Scope, 'query'>, rows: number): Promise<void> {
    await scope.query(foldTally, [rows]);
  }
}
