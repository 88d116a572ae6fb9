import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { batchDeletion, deleteInBatches } from '../database/delete-in-batches.js';
import { type Statement, statement } from '../database/statement.js';

const permit = statement('permit-retention-purge', `select set_config('muster.retention_purge', 'on', true)`);

const purgeProvisioning = batchDeletion(
  'purge-provisioning-events',
  'provisioning_event',
  `t.at < $1::timestamptz - interval '90 days'`,
);

const purgeAudit = batchDeletion('purge-audit-events', 'audit_event', `t.at < $1::timestamptz - interval '2 years'`);

/** The one that may remove history: provisioning events after 90 days, audit events after two years. */
@Injectable()
export class EventRetention {
  constructor(private readonly database: Database) {}

  /**
   * Removes what is older than it is kept. May be called at any time by any process.
   *
   * @param now the time of day
   * @returns how many events of each kind are gone
   */
  async purge(now: Date): Promise<{ provisioningEvents: number; auditEvents: number }> {
    return {
      provisioningEvents: await this.purgeAll(purgeProvisioning, now),
      auditEvents: await this.purgeAll(purgeAudit, now),
    };
  }

  private async purgeAll(purge: Statement, now: Date): Promise<number> {
    return await deleteInBatches(() =>
      this.database.installationTransaction(async (scope) => {
        await scope.query(permit);
        return await scope.query(purge, [now]);
      }),
    );
  }
}
