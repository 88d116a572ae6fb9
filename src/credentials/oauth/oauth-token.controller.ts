import { Body, Controller, Header, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { GuessingLimit } from '../admission/guessing-limit.js';
import { RefusalTrail } from '../admission/refusal-trail.js';
import { OauthError } from './oauth-error.js';
import { OauthErrorFilter, OauthUnavailableFilter } from './oauth-error.filter.js';
import { OauthErrorAnswer, OauthTokenAnswer } from './oauth-token.dto.js';
import { tokenRequestSchema } from './token-request.schema.js';
import { type Issue, OauthTokensService } from './oauth-tokens.service.js';
import { type ClientProof, readTokenRequest } from './read-token-request.js';

/** The token endpoint (RFC 6749 section 3.2). Its errors have the form of section 5.2, not that of the other routes. */
@Controller('oauth')
@UseFilters(OauthErrorFilter, OauthUnavailableFilter)
export class OauthTokenController {
  constructor(
    private readonly tokens: OauthTokensService,
    private readonly guessing: GuessingLimit,
    private readonly trail: RefusalTrail,
  ) {}

  /**
   * Exchanges client credentials for an access token of one hour.
   *
   * @remarks OAuth 2.0 client credentials grant. The client sends its id and secret as HTTP Basic or as form fields, or an assertion that its workload identity's issuer has signed.
   */
  @Post('token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @Header('pragma', 'no-cache')
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: tokenRequestSchema })
  @ApiResponse({ status: 400, type: OauthErrorAnswer, description: '`invalid_request`, `unsupported_grant_type`' })
  @ApiResponse({ status: 401, type: OauthErrorAnswer, description: '`invalid_client`' })
  @ApiResponse({ status: 429, type: OauthErrorAnswer, description: 'Too many wrong credentials; see `Retry-After`.' })
  @ApiResponse({ status: 503, type: OauthErrorAnswer, description: 'Not now; see `Retry-After`.' })
  async issue(@Req() request: FastifyRequest, @Body() body: unknown): Promise<OauthTokenAnswer> {
    const form = typeof body === 'string' ? body : undefined;
    const proof = readTokenRequest(request.headers.authorization, form);
    const issue = await this.tokens.issue(proof);
    if (issue.kind === 'refused') throw await this.refuse(request, proof, issue);
    return { access_token: issue.token, token_type: 'Bearer', expires_in: issue.expiresInSeconds };
  }

  /** The reason stays here; the client learns that it is not known, and nothing more. */
  private async refuse(
    request: FastifyRequest,
    proof: ClientProof,
    { reason, client }: Extract<Issue, { kind: 'refused' }>,
  ): Promise<OauthError> {
    const { id: requestId, ip: address } = request;
    await this.trail.record({ reason, prefix: null, token: client, slug: null, requestId, address });
    if (reason === 'unknown' || reason === 'malformed') {
      this.guessing.count(address, client === null ? null : `client ${client.organizationId} ${client.id}`);
    }
    const usedBasic = proof.kind === 'secret' && proof.usedBasic;
    return new OauthError('invalid_client', 'The client is not known, or its credentials do not hold.', usedBasic);
  }
}
