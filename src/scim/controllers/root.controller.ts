import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../../credentials/request-identity.js';
import { parseListQuery } from '../../scim-core/messages/list-query.js';
import { parseSearchRequest } from '../../scim-core/messages/search-request.js';
import { RootLists } from '../lists/root-lists.service.js';
import { bodyOf, queryOf, send, tenantOf } from './scim-request.js';

/** The endpoint itself: queries over all resource types (RFC 7644 sections 3.4.2.1 and 3.4.3). */
@ApiExcludeController()
@Controller('scim/v2/:slug')
@Allow('scim')
export class RootController {
  constructor(private readonly lists: RootLists) {}

  /**
   * Lists users, then groups, with the parameters of a list. A type that does not have a sought attribute has no hits.
   *
   * @throws ScimError 400 when no type can understand the query, and as for a list of one type
   */
  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = queryOf(request);
    const body = await this.lists.list(tenantOf(request), (type) => parseListQuery(query, type, 'absent'));
    send(reply, { status: 200, body });
  }

  /**
   * The same, asked for in a body.
   *
   * @throws ScimError 400 `invalidSyntax` for another kind of message, and as for GET
   */
  @Post('.search')
  async search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const content = bodyOf(request);
    const body = await this.lists.list(tenantOf(request), (type) => parseSearchRequest(content, type, 'absent'));
    send(reply, { status: 200, body });
  }
}
