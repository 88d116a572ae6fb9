import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { Origin } from './origin.js';
import type { RefusedProvisioning } from './provisioning-event.js';

const longestDetail = 1_000;

const insertRefused = statement(
  'insert-refused-provisioning',
  `insert into provisioning_event (organization_id, request_id, actor_id, actor_name, operation, resource_type,
     resource_id, outcome, status, reason, detail)
   values ($1, $2, $3, $4, $5, $6, $7, 'refused', $8, $9, $10)`,
);

/** What the directory did: changes are recorded by the statement that makes them, refusals here. */
@Injectable()
export class ProvisioningEvents {
  /** Records a request of the directory that was refused, with the status and the reason that it was answered. */
  async recordRefusal(scope: TenantScope, origin: Origin, refused: RefusedProvisioning): Promise<void> {
    await scope.query(insertRefused, [
      origin.requestId,
      origin.actor.id,
      origin.actor.name,
      refused.operation,
      refused.resourceType,
      refused.resourceId,
      refused.status,
      refused.reason,
      refused.detail.slice(0, longestDetail),
    ]);
  }
}
