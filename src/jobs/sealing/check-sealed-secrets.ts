import pg from 'pg';
import { type Encryption, UnreadableSecret } from '../../common/encryption.js';
import { ConfigError } from '../../config/load-config.js';
import {
  beforeAllRows,
  rowsNotSealedWith,
  type SealedColumn,
  sealedColumns,
  type SealedRow,
} from './sealed-columns.js';

/**
 * Looks, before anything is served, whether the keys at hand open what is stored: with a wrong one everything would seem
 * well until the syncs of the next morning. Boxes that name a key at hand are taken at their word.
 *
 * @param url of the migrated database
 * @throws ConfigError that names `ENCRYPTION_KEY` when a secret cannot be opened
 */
export async function checkSealedSecrets(url: string, encryption: Encryption): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let unreadable = 0;
    for (const column of sealedColumns) unreadable += await countUnreadable(client, encryption, column);
    if (unreadable > 0) throw new ConfigError([refusal(unreadable)]);
  } finally {
    await client.end();
  }
}

async function countUnreadable(client: pg.Client, encryption: Encryption, column: SealedColumn): Promise<number> {
  let unreadable = 0;
  for (let last = beforeAllRows; ;) {
    const values = [encryption.headers, last.organizationId, last.id];
    const { rows } = await client.query<SealedRow>(rowsNotSealedWith(column), values);
    unreadable += rows.filter(({ organizationId, id, box }) => {
      return !opens(encryption, box, column.context(organizationId, id));
    }).length;
    const next = rows.at(-1);
    if (next === undefined) return unreadable;
    last = next;
  }
}

function opens(encryption: Encryption, box: Buffer, context: string): boolean {
  try {
    encryption.open(box, context);
    return true;
  } catch (error) {
    if (error instanceof UnreadableSecret) return false;
    throw error;
  }
}

function refusal(count: number): string {
  const secrets = count === 1 ? 'a secret' : `${count} secrets`;
  return (
    `ENCRYPTION_KEY does not open ${secrets} in the database; set the key that sealed them, ` +
    `or name it in ENCRYPTION_KEY_PREVIOUS (there "lost" starts without them)`
  );
}
