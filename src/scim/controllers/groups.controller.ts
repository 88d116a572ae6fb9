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

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseListQuery(queryOf(request), GROUP);
    send(reply, { status: 200, body: await this.lists.groups(tenantOf(request), query) });
  }

  @Post('.search')
  async search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseSearchRequest(bodyOf(request), GROUP);
    send(reply, { status: 200, body: await this.lists.groups(tenantOf(request), query) });
  }

  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    send(reply, await this.reader.group(readCallOf(request, GROUP), idOf(request)));
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('create', null, request, reply);
  }

  @Put(':id')
  async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('replace', idOf(request), request, reply);
  }

  @Patch(':id')
  async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('patch', idOf(request), request, reply);
  }

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
