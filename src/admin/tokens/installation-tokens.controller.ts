import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import { invalidField } from '../../common/domain-error.js';
import { Allow, CurrentOrigin } from '../../credentials/request-identity.js';
import type { TokenDraft } from '../../credentials/tokens/token.js';
import { installation, TokensService } from '../../credentials/tokens/tokens.service.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { installationTokenAnswer, newInstallationTokenAnswer } from './token-answer.js';
import {
  CreateInstallationToken,
  InstallationTokenList,
  NewInstallationTokenAnswer,
  RotateToken,
} from './token.dto.js';

/** Tokens of no organization: `platform` ones, and `claim` ones of an environment. */
@Controller('api/v1/tokens')
@Allow('platform')
export class InstallationTokensController {
  constructor(private readonly tokens: TokensService) {}

  /** Makes a platform or claim token; the answer shows it once. */
  @Post()
  async create(
    @CurrentOrigin() origin: Origin,
    @Body() body: CreateInstallationToken,
  ): Promise<NewInstallationTokenAnswer> {
    return newInstallationTokenAnswer(await this.tokens.create(installation, origin, draftOf(body)));
  }

  /** Platform and claim tokens, newest first; never the tokens themselves. */
  @Get()
  async list(@Query() query: ListQuery): Promise<InstallationTokenList> {
    const page = await this.tokens.list(installation, query);
    return { ...page, items: page.items.map(installationTokenAnswer) };
  }

  /** Replaces a token: the new one may do the same, the old one ends after the overlap. */
  @Post(':id/rotate')
  @ApiParam({ name: 'id', description: 'Id of the token.', format: 'uuid' })
  @ApiProblem(404, { 'token-not-found': 'no such token' })
  @ApiProblem(409, { 'token-expired': 'it has ended; make a new one instead' })
  async rotate(
    @CurrentOrigin() origin: Origin,
    @Param('id') id: string,
    @Body() { overlapSeconds }: RotateToken,
  ): Promise<NewInstallationTokenAnswer> {
    return newInstallationTokenAnswer(await this.tokens.rotate(installation, origin, id, overlapSeconds));
  }

  /** Revokes a token: within a second no process accepts it any more. */
  @Delete(':id')
  @HttpCode(204)
  @ApiParam({ name: 'id', description: 'Id of the token.', format: 'uuid' })
  @ApiProblem(404, { 'token-not-found': 'no such token' })
  async revoke(@CurrentOrigin() origin: Origin, @Param('id') id: string): Promise<void> {
    await this.tokens.revoke(installation, origin, id);
  }
}

function draftOf({ name, scope, environment, expiresAt }: CreateInstallationToken): TokenDraft {
  if (scope === 'platform' && environment !== undefined) {
    throw invalidField('environment', 'is for scope claim only: a platform token belongs to no environment');
  }
  const end = expiresAt === null || expiresAt === undefined ? null : new Date(expiresAt);
  return { name, scope, environment: environment ?? null, expiresAt: end };
}
