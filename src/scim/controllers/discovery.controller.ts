import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicAddress } from '../../config/public-address.js';
import { Allow } from '../../credentials/request-identity.js';
import { refuseDiscoveryFilter } from '../../scim-core/discovery/refuse-discovery-filter.js';
import { resourceTypeDocument, resourceTypeDocuments } from '../../scim-core/discovery/resource-type-documents.js';
import { schemaDocument, schemaDocuments } from '../../scim-core/discovery/schema-documents.js';
import { serviceProviderConfig } from '../../scim-core/discovery/service-provider-config.js';
import type { JsonObject } from '../../scim-core/json/json-value.js';
import { listResponse } from '../../scim-core/messages/list-response.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import { ScimLocations } from '../scim-locations.js';
import { idOf, queryOf, send, tenantOf } from './scim-request.js';

/** What the service can do and which attributes it knows (RFC 7644 section 4). */
@ApiExcludeController()
@Controller('scim/v2/:slug')
@Allow('scim')
export class DiscoveryController {
  constructor(private readonly address: PublicAddress) {}

  /**
   * What is supported: PATCH, bulk, filters, sorting, ETags, paging, ways to authenticate (RFC 7643 section 5).
   *
   * @throws ScimError 403 for a filter, like every route here
   */
  @Get('ServiceProviderConfig')
  config(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(reply, { status: 200, body: serviceProviderConfig(this.base(request), `${this.address.base}/docs`) });
  }

  /** The resource types, User and Group, as one list (RFC 7643 section 6). */
  @Get('ResourceTypes')
  resourceTypes(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendAll(reply, resourceTypeDocuments(this.base(request)));
  }

  /** @throws ScimError 404 when there is no such resource type */
  @Get('ResourceTypes/:id')
  resourceType(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendOne(reply, resourceTypeDocument(idOf(request), this.base(request)));
  }

  /**
   * Every schema with all characteristics of its attributes, as one list (RFC 7643 section 7). Entra reads it to offer
   * attributes for mapping.
   */
  @Get('Schemas')
  schemas(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendAll(reply, schemaDocuments(this.base(request)));
  }

  /**
   * One schema; the id is its URN.
   *
   * @throws ScimError 404 when there is no such schema
   */
  @Get('Schemas/:id')
  schema(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    sendOne(reply, schemaDocument(idOf(request), this.base(request)));
  }

  /** Paging and projection mean nothing here and are ignored; a filter is refused, as RFC 7644 section 4 asks. */
  private base(request: FastifyRequest): string {
    refuseDiscoveryFilter(queryOf(request));
    return new ScimLocations(this.address.base, tenantOf(request).slug).base;
  }
}

function sendAll(reply: FastifyReply, documents: JsonObject[]): void {
  const resources = documents.map((document) => JSON.stringify(document));
  send(reply, { status: 200, body: listResponse(resources, documents.length, { startIndex: 1 }) });
}

function sendOne(reply: FastifyReply, document: JsonObject | undefined): void {
  if (document === undefined) throw new ScimError(404, 'There is no such document.');
  send(reply, { status: 200, body: document });
}
