import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { statement } from '../../database/statement.js';
import { tryLockMappings } from '../mapping/lock-mappings.js';
import { settleReviewQueue } from './settle-review-queue.js';

/** Organizations with more than a few moved addresses: fewer cost a reader next to nothing. */
const findCrowded = statement(
  'find-crowded-moved-addresses',
  `select organization_id as "organizationId" from moved_address
    group by organization_id having count(*) > $1 order by count(*) desc limit $2`,
);

/** Notes that one transaction takes, so that runs and administrators get their turn in between. */
const batch = 10_000;

/** Keeps short what a reader of a review queue has to judge anew. */
@Injectable()
export class QueueKeeper {
  constructor(private readonly database: Database) {}

  /**
   * Settles the queues of organizations with more than so many moved addresses. Where a run or an administrator decides
   * about mappings at the moment, another round does it; the queue is true meanwhile, too.
   *
   * @param limit organizations
   */
  async settleCrowded(addresses: number, limit: number, signal: AbortSignal): Promise<void> {
    const rows = await this.database.installation().query<{ organizationId: string }>(findCrowded, [addresses, limit]);
    for (const { organizationId } of rows) {
      for (let taken = batch; taken === batch && !signal.aborted;) taken = await this.settle(organizationId);
    }
  }

  private settle(organizationId: string): Promise<number> {
    return this.database.tenantTransaction(organizationId, async (scope) =>
      (await tryLockMappings(scope)) ? settleReviewQueue(scope, batch) : 0,
    );
  }
}
