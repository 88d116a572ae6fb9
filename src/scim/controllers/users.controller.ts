import { Controller, Delete, Get, Patch, Post, Put, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProvisioningOperation } from '../../audit/provisioning-event.js';
import { Allow, originOf } from '../../credentials/request-identity.js';
import { parseListQuery } from '../../scim-core/messages/list-query.js';
import { parseSearchRequest } from '../../scim-core/messages/search-request.js';
import { USER } from '../../scim-core/schema/resource-type.js';
import { ResourceLists } from '../lists/resource-lists.service.js';
import { ResourceReader } from '../resources/resource-reader.service.js';
import { ScimWrites } from '../writes/scim-writes.service.js';
import { bodyOf, idOf, queryOf, readCallOf, send, tenantOf, writeCallOf } from './scim-request.js';

/** `/Users` (RFC 7644 section 3). */
@ApiExcludeController()
@Controller('scim/v2/:slug/Users')
@Allow('scim')
export class UsersController {
  constructor(
    private readonly reader: ResourceReader,
    private readonly lists: ResourceLists,
    private readonly writes: ScimWrites,
  ) {}

  /**
   * Lists users by `filter`, `sortBy`, `sortOrder` and `attributes` (RFC 7644 section 3.4.2), in pages by `startIndex`
   * or by `cursor` (RFC 9865). Entra asks for nobody in its connection test: no hit is an empty list with 200, never a
   * 404.
   *
   * @throws ScimError 400 `invalidFilter`, `invalidValue`, `invalidCursor`, `expiredCursor` or `invalidCount`
   */
  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseListQuery(queryOf(request), USER);
    send(reply, { status: 200, body: await this.lists.users(tenantOf(request), query) });
  }

  /**
   * The same list, asked for in a body, so that addresses stay out of proxies' logs (RFC 7644 section 3.4.3).
   *
   * @throws ScimError 400 `invalidSyntax` for another kind of message, and as for GET
   */
  @Post('.search')
  async search(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const query = parseSearchRequest(bodyOf(request), USER);
    send(reply, { status: 200, body: await this.lists.users(tenantOf(request), query) });
  }

  /**
   * One user with its ETag, shaped by `attributes` or `excludedAttributes` (RFC 7644 section 3.4.1); 304 when
   * `If-None-Match` names its version. The version counts what was written to the user: `groups` and the name of the
   * manager are read-only views of other resources, whose changes it does not tell, so that a group of 100,000 changes
   * without touching its members. Whoever caches users with them asks without `If-None-Match`.
   *
   * @throws ScimError 404 for whatever is not the id of a user of this organization, deleted ones too
   */
  @Get(':id')
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    send(reply, await this.reader.user(readCallOf(request, USER), idOf(request)));
  }

  /**
   * Creates a user: 201 with the resource, `Location` and ETag (RFC 7644 section 3.3). Somebody who was deleted and
   * comes back gets a new id. Entra takes the 409 for "exists already" and looks the user up by `userName`.
   *
   * @throws ScimError 400 `invalidSyntax` or `invalidValue`; 409 `uniqueness` when the `userName` is taken, in any case
   */
  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('create', null, request, reply);
  }

  /**
   * Replaces a user: what is not sent is gone (RFC 7644 section 3.5.1), except `active`, which stays as it is when it is
   * left out, and a name that an administrator set by hand.
   *
   * @throws ScimError 400; 404; 409 `uniqueness`; 412 when `If-Match` names another version
   */
  @Put(':id')
  async replace(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('replace', idOf(request), request, reply);
  }

  /**
   * Changes a user, all operations or none: 200 with the resource (RFC 7644 section 3.5.2). Takes Entra's spellings:
   * `Add` for `add`, `"False"` for false, paths as keys of the value. What changes nothing keeps the version.
   *
   * @throws ScimError 400 `invalidPath`, `noTarget`, `mutability`, `invalidValue` or `invalidSyntax`; 404; 409; 412
   */
  @Patch(':id')
  async patch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.write('patch', idOf(request), request, reply);
  }

  /**
   * Ends the membership: 204, and for SCIM the user never was (RFC 7644 section 3.6); administrators keep seeing the
   * record. Entra first sends `active: false`, and this only when the user is deleted for good, about a month later.
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
    const call = () => writeCallOf(request, USER);
    send(reply, await this.writes.perform(who, { operation, type: 'User', id, body, call }));
  }
}
