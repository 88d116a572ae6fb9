import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { PublicAddress } from '../../config/public-address.js';
import { type BulkRequest, parseBulkRequest } from '../../scim-core/messages/bulk-request.js';
import { bulkResponse } from '../../scim-core/messages/bulk-response.js';
import { type BulkStep, planBulk } from '../../scim-core/messages/plan-bulk.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import type { JsonValue } from '../../scim-core/json/json-value.js';
import { ScimLocations } from '../scim-locations.js';
import { ScimWrites } from '../writes/scim-writes.service.js';
import type { WriteCall } from '../writes/write-call.js';
import { BulkRun } from './bulk-run.js';

/** After this time no further operation is begun: the answer must tell the client about those that were done. */
const beginWithinMs = 20_000;

/** Bulk requests (RFC 7644 section 3.7): one operation after the other, each for itself. */
@Injectable()
export class BulkService {
  constructor(
    private readonly writes: ScimWrites,
    private readonly address: PublicAddress,
  ) {}

  /**
   * @param body of the request, read when it is its turn to be complained about
   * @returns the answer's body; what goes wrong with single operations is in it
   * @throws ScimError 400 or 413 for the request as a whole, after it was recorded
   */
  async execute(who: Pick<WriteCall, 'tenant' | 'origin'>, body: () => JsonValue): Promise<object> {
    const request = await this.read(who, body);
    const locations = new ScimLocations(this.address.base, who.tenant.slug);
    const run = new BulkRun(request.operations, who, this.writes, locations);
    const until = performance.now() + beginWithinMs;
    for (const step of planBulk(request.operations)) {
      // What was begun is completed even then, so that nothing stays half made.
      const over = request.failOnErrors !== null && run.failures >= request.failOnErrors;
      const late = performance.now() > until;
      if (step.kind === 'complete' || (!over && !late)) await this.take(run, step);
      else if (!over) await run.fail(step, new ScimError(503, 'There was no time left for the operation.'));
    }
    return bulkResponse(run.results());
  }

  private async read(who: Pick<WriteCall, 'tenant' | 'origin'>, body: () => JsonValue): Promise<BulkRequest> {
    try {
      return parseBulkRequest(body());
    } catch (error) {
      const refused = { operation: 'bulk', type: 'Bulk', id: null } as const;
      if (error instanceof ScimError) await this.writes.recordRefusal(who, refused, error);
      throw error;
    }
  }

  private async take(run: BulkRun, step: BulkStep): Promise<void> {
    try {
      await run.take(step);
    } catch (error) {
      await run.fail(step, asScimError(error));
    }
  }
}

/** Overload of the database fails the operation, not the answer to those that were done. */
function asScimError(error: unknown): ScimError {
  if (error instanceof ScimError) return error;
  if (error instanceof DomainError && error.kind === 'unavailable') return new ScimError(503, error.message);
  throw error;
}
