import { Injectable } from '@nestjs/common';
import type { Origin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { DomainError, invalidField } from '../../common/domain-error.js';
import type { Environment } from '../../common/environment.js';
import { isUuid } from '../../common/is-uuid.js';
import { cutPage, type Page, type PageRequest } from '../../common/page.js';
import { type OwnerScope, OwnerScopes } from '../owner-scope.js';
import { placeInTime, readPlaceInTime } from '../place-in-time.js';
import { KnownTokens } from './known-tokens.js';
import { LastUse } from './last-use.js';
import type { LockedToken, NewToken, Token, TokenDraft } from './token.js';
import { makeSecret, readSecret, secretHash } from './token-format.js';
import { TokensRepository } from './tokens.repository.js';

/** Whose tokens: an organization's, or the installation's. */
export interface TokenOwner {
  /** null: the installation. */
  readonly id: string | null;
  /** An organization's environment; a platform or claim token brings its own. */
  readonly environment: Environment | null;
}

/** The owner of platform and claim tokens. */
export const installation: TokenOwner = { id: null, environment: null };

/** Makes, lists, rotates and revokes bearer tokens. */
@Injectable()
export class TokensService {
  constructor(
    private readonly scopes: OwnerScopes,
    private readonly tokens: TokensRepository,
    private readonly known: KnownTokens,
    private readonly lastUse: LastUse,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError 400 naming `expiresAt` when it is not in the future */
  async create(owner: TokenOwner, origin: Origin, draft: TokenDraft): Promise<NewToken> {
    if (draft.expiresAt !== null && draft.expiresAt <= this.clock.now()) {
      throw invalidField('expiresAt', 'must be in the future');
    }
    return await this.scopes.transaction(owner.id, async (scope) => {
      const made = await this.insert(scope, owner, draft);
      await scope.record(origin, { kind: 'token.created', ...subject(made), after: shown(made) });
      return made;
    });
  }

  /** Whether there is a platform token that still works, besides the one that the environment may bring. */
  hasPlatformToken(): Promise<boolean> {
    return this.tokens.hasPlatformToken(this.scopes.of(null), this.clock.now());
  }

  /** Newest first; revoked ones are gone from it. */
  async list(owner: TokenOwner, { limit, cursor }: PageRequest): Promise<Page<Token>> {
    const scope = this.scopes.of(owner.id);
    const after = readPlaceInTime(cursor);
    await this.lastUse.write();
    const rows = await this.tokens.list(scope, limit + 1, after);
    const total = await this.tokens.count(scope);
    return cutPage(rows, limit, total, placeInTime);
  }

  /**
   * Makes another token that may do the same and lives as long as the old one was made to; the old one ends when the
   * overlap is over, or earlier when it would have ended anyway.
   *
   * @throws DomainError 404 `token-not-found`, 409 `token-expired`
   */
  async rotate(owner: TokenOwner, origin: Origin, id: string, overlapSeconds: number): Promise<NewToken> {
    const now = this.clock.now();
    const made = await this.scopes.transaction(owner.id, async (scope) => {
      const old = isUuid(id) ? await this.tokens.lock(scope, id) : null;
      if (old === null) throw tokenNotFound();
      if (old.expiresAt !== null && old.expiresAt <= now) throw tokenExpired();
      const end = earlier(old.expiresAt, new Date(now.getTime() + overlapSeconds * 1000));
      await this.tokens.expire(scope, id, end);
      const fresh = await this.insert(scope, owner, { ...old, expiresAt: asLong(old, now) });
      const after = { expiresAt: end, replacedBy: fresh.id };
      await scope.record(origin, {
        kind: 'token.rotated',
        ...subject(old),
        before: { expiresAt: old.expiresAt },
        after,
      });
      return fresh;
    });
    this.known.forget();
    return made;
  }

  /** @throws DomainError 404 `token-not-found` */
  async revoke(owner: TokenOwner, origin: Origin, id: string): Promise<void> {
    await this.scopes.transaction(owner.id, async (scope) => {
      const old = isUuid(id) ? await this.tokens.revoke(scope, id, this.clock.now()) : null;
      if (old === null) throw tokenNotFound();
      await scope.record(origin, { kind: 'token.revoked', ...subject(old), before: shown(old) });
    });
    this.known.forget();
  }

  private async insert(scope: OwnerScope, owner: TokenOwner, draft: TokenDraft): Promise<NewToken> {
    const token = makeSecret(draft.scope, owner.environment ?? draft.environment);
    const prefix = readSecret(token)?.prefix ?? '';
    const row = await this.tokens.insert(scope, draft, prefix, secretHash(token), this.clock.now());
    return { ...row, token };
  }
}

function subject(token: Token): { subjectType: string; subjectId: string } {
  return { subjectType: 'token', subjectId: token.id };
}

function shown({ name, scope, environment, prefix, expiresAt }: Token): object {
  return { name, scope, ...(environment === null ? {} : { environment }), prefix, expiresAt };
}

function earlier(one: Date | null, other: Date): Date {
  return one !== null && one < other ? one : other;
}

function asLong({ meantUntil, createdAt }: LockedToken, now: Date): Date | null {
  return meantUntil === null ? null : new Date(now.getTime() + meantUntil.getTime() - createdAt.getTime());
}

function tokenNotFound(): DomainError {
  return new DomainError('not-found', 'token-not-found', 'There is no such token.');
}

function tokenExpired(): DomainError {
  return new DomainError('conflict', 'token-expired', 'The token has expired; make a new one instead.');
}
