import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { TokensService } from '../../credentials/tokens/tokens.service.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { newTokenAnswer, tokenAnswer } from './token-answer.js';
import { CreateToken, NewTokenAnswer, RotateToken, TokenList } from './token.dto.js';

/** Tokens of one organization. Any number may be live at once, so that one can be changed without a pause. */
@Controller('api/v1/organizations/:slug/tokens')
@Allow('platform', 'admin')
@ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** Makes a token of the organization; the answer shows it once. */
  @Post()
  async create(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Body() { name, scope, expiresAt }: CreateToken,
  ): Promise<NewTokenAnswer> {
    const draft = { name, scope, environment: null, expiresAt: instant(expiresAt) };
    return newTokenAnswer(await this.tokens.create(tenant, origin, draft));
  }

  /** The organization's tokens, newest first; never the tokens themselves. Revoked ones are gone from it. */
  @Get()
  async list(@CurrentTenant() tenant: TenantIdentity, @Query() query: ListQuery): Promise<TokenList> {
    const page = await this.tokens.list(tenant, query);
    return { ...page, items: page.items.map(tokenAnswer) };
  }

  /** Replaces a token: the new one may do the same, the old one ends after the overlap. */
  @Post(':id/rotate')
  @ApiParam({ name: 'id', description: 'Id of the token.', format: 'uuid' })
  @ApiProblem(404, { 'token-not-found': 'no such token in this organization' })
  @ApiProblem(409, { 'token-expired': 'it has ended; make a new one instead' })
  async rotate(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
    @Body() { overlapSeconds }: RotateToken,
  ): Promise<NewTokenAnswer> {
    return newTokenAnswer(await this.tokens.rotate(tenant, origin, id, overlapSeconds));
  }

  /** Revokes a token: within a second no process accepts it any more. */
  @Delete(':id')
  @HttpCode(204)
  @ApiParam({ name: 'id', description: 'Id of the token.', format: 'uuid' })
  @ApiProblem(404, { 'token-not-found': 'no such token in this organization' })
  async revoke(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
  ): Promise<void> {
    await this.tokens.revoke(tenant, origin, id);
  }
}

function instant(text: string | null | undefined): Date | null {
  return text === null || text === undefined ? null : new Date(text);
}
