import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { Caller } from '../credentials/caller.js';
import { Allow, CurrentCaller } from '../credentials/request-identity.js';
import { AccessDto, AccessQueryDto } from './access.dto.js';
import { AccessService } from './access.service.js';

/** For the login flow: may this person still come in? */
@Controller('api/v1/access')
export class AccessController {
  constructor(private readonly access: AccessService) {}

  /**
   * The user's memberships in the token's environment: `enrolled` is what lets a person in.
   *
   * @remarks A membership that was removed is listed last, and only while the user has no other in the same organization.
   */
  @Get()
  @Allow('platform', 'claim')
  @ApiResponse({
    status: 404,
    description: '`user-not-found`: no user of this environment is that person.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  })
  of(@CurrentCaller() caller: Caller, @Query() query: AccessQueryDto): Promise<AccessDto> {
    return this.access.of(caller.environment, query);
  }
}
