import { Inject, Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { Clock } from '../../common/clock.js';
import { CONFIG } from '../../config/config.module.js';
import type { Config } from '../../config/config.js';
import type { Caller } from '../caller.js';
import { type KnownToken, KnownTokens } from '../tokens/known-tokens.js';
import { LastUse } from '../tokens/last-use.js';
import { readSecret, type SecretForm, secretHash } from '../tokens/token-format.js';
import type { RefusalReason } from './refusal.js';

/** Who a token belongs to, or why it is refused. */
export type Authentication =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      /** The readable beginning; null when it is none of ours. */
      readonly prefix: string | null;
      /** The stored token, when there is one. */
      readonly token: KnownToken | null;
    };

const bearer = /^bearer +([\x21-\x7e]{1,1000}) *$/i;

const fromEnvironment: Caller = {
  tokenId: null,
  tokenName: 'PLATFORM_TOKEN',
  scope: 'platform',
  organization: null,
  environment: null,
};

/** Finds out who calls, from the credential alone: one hash, and at most one query that a moment's requests share. */
@Injectable()
export class Authenticator {
  private readonly platformHash: Buffer | null;

  constructor(
    private readonly tokens: KnownTokens,
    private readonly lastUse: LastUse,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.platformHash = config.platformToken === null ? null : secretHash(config.platformToken);
  }

  /** @param header the `Authorization` header; the scheme's name in any case (RFC 9110 section 11.1) */
  async authenticate(header: string | undefined): Promise<Authentication> {
    if (header === undefined || header.trim() === '') return refused('missing', null, null);
    const text = bearer.exec(header)?.[1];
    if (text === undefined) return refused('malformed', null, null);
    const hash = secretHash(text);
    if (this.platformHash !== null && timingSafeEqual(hash, this.platformHash)) {
      return { kind: 'caller', caller: fromEnvironment };
    }
    const form = readSecret(text);
    if (form === null || form.kind === 'secret') return refused('malformed', null, null);
    return this.judge(form, await this.tokens.find(hash));
  }

  private judge(form: SecretForm, token: KnownToken | null): Authentication {
    const reason = reasonAgainst(form, token, this.clock.now());
    if (token === null || reason !== null) return refused(reason ?? 'unknown', form.prefix, token);
    this.lastUse.note(token.id, token.lastUsedAt);
    return { kind: 'caller', caller: callerOf(token) };
  }
}

/** A token that says `prod` on its face opens nothing in staging, even when its organization was moved there. */
function reasonAgainst(form: SecretForm, token: KnownToken | null, now: Date): RefusalReason | null {
  if (token === null) return 'unknown';
  if (token.revokedAt !== null) return 'revoked';
  if (token.expiresAt !== null && token.expiresAt <= now) return 'expired';
  const environment = token.organization?.environment ?? token.environment;
  return environment === form.environment ? null : 'wrong-environment';
}

function callerOf({ id, name, scope, organization, environment }: KnownToken): Caller {
  return { tokenId: id, tokenName: name, scope, organization, environment };
}

function refused(reason: RefusalReason, prefix: string | null, token: KnownToken | null): Authentication {
  return { kind: 'refused', reason, prefix, token };
}
