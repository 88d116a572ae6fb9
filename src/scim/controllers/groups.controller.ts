import { Controller, Delete, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProvisioningOperation } from '../../audit/provisioning-event.js';
import { Allow, originOf } from '../../credentials/request-identity.js';
import { parseListQuery } from '../../scim-core/messages/list-query.js';
import { parseSearchRequest } from '../../scim-core/messages/search-request.js';
import { GROUP } from '../../scim-core/schema/resource-type.js';
import { ResourceLists } from '../lists/resource-lists.service.js';
import { ResourceReader } from '../resources/resource-reader.service.js';
import { ScimWrites } from '../writes/scim-writes.service.js';
import { bodyOf, idOf, queryOf, readCallOf, send, tenantOf, writeCallOf } from './scim-request.js';

/** `/Groups` (RFC 7644 section 3). */
@ApiExcludeController()
@Controller('scim/v2/:slug/Groups')
@Allow('scim')
export class GroupsController {
  constructor(
    private readonly reader: ResourceReader,
    private readonly lists: ResourceLists,
    private readonly writes: ScimWrites,
  ) {}

  /**
   * Lists groups by `filter`, `sortBy`, `sortOrder` and `attributes` (RFC 7644 section 3.4.2), in pages by `startIndex`
   * or by `cursor` (RFC 9865). Entra sends `excludedAttributes=members`: then members are not even read.
   *
   * @throws ScimError 400 `invalidFilter`, `invalidValue`, `invalidCursor`, `expiredCursor` or `invalidCount`
   */
  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseListQuery(queryOf(request), GROUP);
    send(reply, { status: 200, body: await this.lists.groups(tenantOf(request), query) });
  }

  /**
   * The same list, asked for in a body (RFC 7644 section 3.4.3).
   *
   * @throws ScimError 400 `invalidSyntax` for another kind of message, and as for GET
   */
  @Post('.search')
  async search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseSearchRequest(bodyOf(request), GROUP);
    send(reply, { status: 200, body: await this.lists.groups(tenantOf(request), query) });
  }

  /**
   * One group with its ETag, shaped by `attributes` or `excludedAttributes` (RFC 7644 section 3.4.1); 304 when
   * `If-None-Match` names its version.
   *
   * @throws ScimError 404 for whatever is not the id of a group of this organization
   */
  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    send(reply, await this.reader.group(readCallOf(request, GROUP), idOf(request)));
  }

  /**
   * Creates a group, with or without members: 201 with the resource, `Location` and ETag (RFC 7644 section 3.3). Entra
   * creates it empty and adds the members by PATCH.
   *
   * @throws ScimError 400, also for members who do not exist; 409 `uniqueness` when the `displayName` is taken
   */
  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('create', null, request, reply);
  }

  /**
   * Replaces a group and its members by what is sent: 200 with the resource (RFC 7644 section 3.5.1).
   *
   * @throws ScimError 400; 404; 409 `uniqueness`; 412 when `If-Match` names another version
   */
  @Put(':id')
  async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('replace', idOf(request), request, reply);
  }

  /**
   * Changes a group, all operations or none: 204, or 200 with what `attributes` asks for (RFC 7644 section 3.5.2).
   * Adding a member twice or removing somebody who is none is no error. Entra names those to remove in the value, not
   * in the path.
   *
   * @throws ScimError 400 `invalidPath`, `noTarget`, `mutability`, `invalidValue` or `invalidSyntax`; 404; 409; 412
   */
  @Patch(':id')
  async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('patch', idOf(request), request, reply);
  }

  /**
   * Deletes a group: 204 (RFC 7644 section 3.6). Its members stay.
   *
   * @throws ScimError 404; 412 when `If-Match` names another version
   */
  @Delete(':id')
  async delete(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('delete', idOf(request), request, reply);
  }

  private async write(
    operation: ProvisioningOperation,
    id: string | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const who = { tenant: tenantOf(request), origin: originOf(request) };
    const body = () => bodyOf(request);
    const call = () => writeCallOf(request, GROUP);
    send(reply, await this.writes.perform(who, { operation, type: 'Group', id, body, call }));
  }
}
