import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { type Statement, statement } from '../../database/statement.js';
import { rowsNotSealedWith, type SealedColumn, sealedColumns, type SealedRow } from './sealed-columns.js';

interface ColumnStatements {
  readonly find: Statement;
  readonly replace: Statement;
}

const statements = new Map<SealedColumn, ColumnStatements>(
  sealedColumns.map((column) => [
    column,
    {
      find: statement(`find-sealed-in-${column.table}`, rowsNotSealedWith(column)),
      replace: statement(
        `replace-sealed-in-${column.table}`,
        `update ${column.table} set ${column.column} = $4
         where organization_id = $1 and ${column.id} = $2 and ${column.column} = $3 returning 1 as one`,
      ),
    },
  ]),
);

/** The beginning that names a key; of boxes that name none their first byte only, so that they count together. */
const headerOf = (column: string): string =>
  `substring(${column} from 1 for case when substring(${column} from 1 for 1) = '\\x02' then 5 else 1 end)`;

const countByHeader = statement(
  'count-sealed-secrets',
  sealedColumns
    .map(({ table, column }) => `select ${headerOf(column)} as header, count(*) as count from ${table} group by 1`)
    .join(' union all '),
);

/** Sealed secrets of all organizations, wherever they lie. */
@Injectable()
export class SealedSecretsRepository {
  constructor(private readonly database: Database) {}

  /** A page of the rows whose box does not begin with one of `headers`, after the last row of the page before. */
  find(
    column: SealedColumn,
    headers: readonly Buffer[],
    { organizationId, id }: Pick<SealedRow, 'organizationId' | 'id'>,
  ): Promise<SealedRow[]> {
    const { find } = statementsOf(column);
    return this.database.installation().query<SealedRow>(find, [headers, organizationId, id]);
  }

  /** @returns false when the secret was set anew meanwhile, or is gone */
  async replace(column: SealedColumn, { organizationId, id, box }: SealedRow, sealed: Buffer): Promise<boolean> {
    const { replace } = statementsOf(column);
    return (await this.database.tenant(organizationId).query(replace, [id, box, sealed])).length > 0;
  }

  /** How many boxes begin alike. */
  count(): Promise<{ header: Buffer; count: number }[]> {
    return this.database.installation().query(countByHeader);
  }
}

function statementsOf(column: SealedColumn): ColumnStatements {
  const found = statements.get(column);
  if (found === undefined) throw new Error(`${column.table} is no table with sealed secrets`);
  return found;
}
