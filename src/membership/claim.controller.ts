import { Body, Controller, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../audit/origin.js';
import type { Caller } from '../credentials/caller.js';
import { Allow, CurrentCaller, CurrentOrigin } from '../credentials/request-identity.js';
import { ApiClaimRefusals } from './claim-refusals.decorator.js';
import { ClaimRequestDto } from './claim-request.dto.js';
import { ClaimResponseDto } from './claim-response.dto.js';
import { SignInService } from './sign-in.service.js';

/** Called by the login flow after the identity provider has verified the person. */
@Controller('api/v1/claims')
export class ClaimController {
  constructor(private readonly signIns: SignInService) {}

  /** Links the person to every membership that is theirs: 201 when one is newly claimed, 200 when all were already. */
  @Post()
  @Allow('platform', 'claim')
  @ApiCreatedResponse({ type: ClaimResponseDto, description: 'At least one membership is newly claimed.' })
  @ApiOkResponse({ type: ClaimResponseDto, description: "All were this user's already." })
  @ApiClaimRefusals()
  async claim(
    @CurrentCaller() caller: Caller,
    @CurrentOrigin() origin: Origin,
    @Body() body: ClaimRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ClaimResponseDto> {
    const claim = await this.signIns.signIn(origin, caller.environment, body);
    const isNew = claim.memberships.some(({ newlyClaimed }) => newlyClaimed);
    void reply.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return claim;
  }
}
