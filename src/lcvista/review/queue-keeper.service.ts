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
      if (signal.aborted) return;
      await this.database.tenantTransaction(organizationId, async (scope) => {
        if (await tryLockMappings(scope)) await settleReviewQueue(scope);
      });
    }
  }
}
