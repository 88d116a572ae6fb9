import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Scope } from '../database/scope.js';
import { statement } from '../database/statement.js';

/** Rows that one transaction takes, so that none of them holds locks for long. */
const batch = 5_000;

const permit = statement('permit-retention-purge', `select set_config('muster.retention_purge', 'on', true)`);

const purgeProvisioning = statement(
  'purge-provisioning-events',
  `delete from provisioning_event where ctid = any (array(
     select ctid from provisioning_event where at < $1::timestamptz - interval '90 days' limit ${batch}))
   returning 1 as one`,
);

const purgeAudit = statement(
  'purge-audit-events',
  `delete from audit_event where ctid = any (array(
     select ctid from audit_event where at < $1::timestamptz - interval '2 years' limit ${batch}))
   returning 1 as one`,
);

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

  private async purgeAll(purge: typeof purgeAudit, now: Date): Promise<number> {
    let total = 0;
    for (let gone = batch; gone === batch; total += gone) {
      gone = await this.database.installationTransaction(async (scope: Scope) => {
        await scope.query(permit);
        return (await scope.query(purge, [now])).length;
      });
    }
    return total;
  }
}
