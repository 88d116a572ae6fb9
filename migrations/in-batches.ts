import { setTimeout as wait } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import { withLockTimeout } from './with-lock-timeout.js';

/** Members that one statement looks at, so that none of them is held for long. */
const batch = 5_000;

/**
 * A batch and a request that writes several of its members may wait for each other. The batch gives way, as a rule before
 * PostgreSQL chooses one of the two (the other has then waited for a second), lets others pass for as long, and comes again.
 */
const patienceMs = 300;

/** PostgreSQL's code for a lock that was not to be had in time. */
const lockNotAvailable = '55P03';

const nobody = '00000000-0000-0000-0000-000000000000';

interface Place {
  readonly organizationId: string;
  readonly id: string;
}

/**
 * Goes through all members in the order of their ids while everybody goes on writing, each batch in a statement of its
 * own. It may be broken off anywhere and is begun anew, so whatever is done must bear being done again.
 *
 * @param columns of `member m` that the work asks for
 * @param work a statement that changes rows, of the members in `page` with those columns
 */
export async function membersInBatches(runner: QueryRunner, columns: string, work: string): Promise<void> {
  const text = `
    with page as materialized (
      select ${columns} from member m where (m.organization_id, m.id) > ($1, $2)
      order by m.organization_id, m.id limit ${batch}
    ), done as (${work})
    select organization_id as "organizationId", id from page order by organization_id desc, id desc limit 1`;
  await withLockTimeout(runner, patienceMs, async () => {
    let place: Place | undefined = { organizationId: nobody, id: nobody };
    while (place !== undefined) place = await patiently(runner, text, place);
  });
}

/** @returns the last member that was looked at; undefined when there are no more */
async function patiently(runner: QueryRunner, text: string, { organizationId, id }: Place): Promise<Place | undefined> {
  for (;;) {
    try {
      const [last]: Place[] = await runner.query(text, [organizationId, id]);
      return last;
    } catch (error) {
      if ((error as { code?: unknown }).code !== lockNotAvailable) throw error;
      await wait(patienceMs);
    }
  }
}
