import type { Client } from 'pg';
import type { Values } from '../../src/database/scope.js';
import type { Statement } from '../../src/database/statement.js';
import { tallyRows } from '../../src/jobs/own-duties.js';
import { TallyRepository } from '../../src/directory/tally.repository.js';

/**
 * The scheduler of the service is off, so that nothing runs beside what is measured. It folds the tallies every minute;
 * here that is done between the works, since the lists read them.
 */
export async function foldTallies(client: Client): Promise<void> {
  const query = async <Row extends object>(statement: Statement | string, values: Values = []): Promise<Row[]> => {
    const text = typeof statement === 'string' ? statement : statement.text;
    return (await client.query<Row>(text, [...values])).rows;
  };
  await new TallyRepository().fold({ query }, tallyRows);
}
