import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, originOf } from '../../credentials/request-identity.js';
import { MAX_BULK_PAYLOAD } from '../../scim-core/messages/bulk-limits.js';
import type { JsonValue } from '../../scim-core/json/json-value.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import { BulkService } from '../bulk/bulk.service.js';
import { bodyOf, send, tenantOf } from './scim-request.js';

/** `/Bulk` (RFC 7644 section 3.7). */
@ApiExcludeController()
@Controller('scim/v2/:slug/Bulk')
@Allow('scim')
export class BulkController {
  constructor(private readonly bulk: BulkService) {}

  /**
   * Carries out many operations, each for itself: 200 with the status of each, whatever became of them. A `bulkId` may
   * be referred to before it is made (RFC 7644 section 3.7.1); `failOnErrors` stops after so many.
   *
   * @throws ScimError 400 for the envelope; 413 beyond `maxPayloadSize` or `maxOperations` (RFC 7644 section 3.7.4)
   */
  @Post()
  async execute(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const who = { tenant: tenantOf(request), origin: originOf(request) };
    send(reply, { status: 200, body: await this.bulk.execute(who, () => boundedBodyOf(request)) });
  }
}

function boundedBodyOf(request: FastifyRequest): JsonValue {
  const { body } = request;
  if (body instanceof Uint8Array && body.length > MAX_BULK_PAYLOAD) {
    throw new ScimError(413, `A bulk request can have at most ${MAX_BULK_PAYLOAD} bytes (maxPayloadSize).`);
  }
  return bodyOf(request);
}
