import { apiKeyContext } from '../../lcvista/connection/api-key-context.js';
import { secretContext } from '../../webhooks/webhook-secret-context.js';

/** A column that holds sealed secrets; a test holds the list against the schema. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** The column that tells the rows of an organization apart. */
  readonly id: string;
  /** What a row's secret is sealed for. */
  context(organizationId: string, id: string): string;
}

export const sealedColumns: readonly SealedColumn[] = [
  { table: 'lcvista_connection', column: 'api_key_sealed', id: 'organization_id', context: apiKeyContext },
  { table: 'webhook', column: 'secret_sealed', id: 'id', context: secretContext },
];

/** A sealed secret and where it lies. */
export interface SealedRow {
  readonly organizationId: string;
  readonly id: string;
  readonly box: Buffer;
}

/** Rows of one reading; a secret is small. */
const sealedPage = 500;

/** Before the first row: the least of all ids. */
export const beforeAllRows: Pick<SealedRow, 'organizationId' | 'id'> = {
  organizationId: '00000000-0000-0000-0000-000000000000',
  id: '00000000-0000-0000-0000-000000000000',
};

/**
 * Rows whose box does not begin as one of some keys makes it, a page at a time.
 *
 * $1 those beginnings, $2 and $3 organization and id of the last row of the page before
 */
export function rowsNotSealedWith({ table, column, id }: SealedColumn): string {
  return `select organization_id as "organizationId", ${id} as id, ${column} as box from ${table}
    where not substring(${column} from 1 for 5) = any($1::bytea[]) and (organization_id, ${id}) > ($2::uuid, $3::uuid)
    order by organization_id, ${id} limit ${sealedPage}`;
}
