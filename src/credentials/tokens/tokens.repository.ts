import { Injectable } from '@nestjs/common';
import type { PageKey } from '../../common/page-cursor.js';
import { statement, type Statement } from '../../database/statement.js';
import type { OwnerScope } from '../owner-scope.js';
import type { LockedToken, Token, TokenDraft } from './token.js';

const columns = `id, name, scope, environment, prefix, expires_at as "expiresAt", created_at as "createdAt",
  last_used_at as "lastUsedAt"`;

/** Those that somebody made by hand and has not revoked; what OAuth hands out for an hour is not listed. */
const live = `revoked_at is null and oauth_client_id is null and not by_workload_identity`;

/** The same question about an organization's rows and about the installation's, each with its own index condition. */
function forOwner(name: string, text: string): (scope: OwnerScope) => Statement {
  const own = statement(`${name}-of-organization`, text.replaceAll(':own', 'organization_id = $1'));
  const none = 'organization_id is null and $1::uuid is null';
  const installation = statement(`${name}-of-installation`, text.replaceAll(':own', none));
  return ({ organizationId }) => (organizationId === null ? installation : own);
}

const insert = statement(
  'insert-token',
  `insert into access_token (organization_id, environment, scope, name, prefix, token_hash, expires_at, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
);

const page = forOwner(
  'list-tokens',
  `select ${columns} from access_token
   where :own and ${live} and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
   order by created_at desc, id desc limit $4`,
);

const count = forOwner('count-tokens', `select count(*) as total from access_token where :own and ${live}`);

const lock = forOwner(
  'lock-token',
  `select ${columns},
     case when meant_until is null then expires_at else nullif(meant_until, 'infinity') end as "meantUntil"
   from access_token where :own and id = $2 and ${live} for update`,
);

const expire = forOwner(
  'expire-token',
  `update access_token set expires_at = $3, meant_until = coalesce(meant_until, expires_at, 'infinity')
   where :own and id = $2`,
);

const revoke = forOwner(
  'revoke-token',
  `update access_token set revoked_at = $3 where :own and id = $2 and ${live} returning ${columns}`,
);

const anyPlatformToken = forOwner(
  'any-platform-token',
  `select from access_token
   where :own and scope = 'platform' and revoked_at is null and (expires_at is null or expires_at > $2) limit 1`,
);

/** The rows of bearer tokens, always within one owner. */
@Injectable()
export class TokensRepository {
  /** Stores a token as its hash; `prefix` is what administrators know it by. */
  async insert(scope: OwnerScope, draft: TokenDraft, prefix: string, hash: Buffer, now: Date): Promise<Token> {
    const values = [draft.environment, draft.scope, draft.name, prefix, hash, draft.expiresAt, now];
    const [row] = await scope.query<Token>(insert, values);
    if (row === undefined) throw new Error('an insert answered nothing');
    return row;
  }

  /** Newest first. */
  list(scope: OwnerScope, limit: number, after: PageKey | null): Promise<Token[]> {
    return scope.query<Token>(page(scope), [after?.[0] ?? null, after?.[1] ?? null, limit]);
  }

  /** How many tokens `list` has in all. */
  async count(scope: OwnerScope): Promise<number> {
    const [row] = await scope.query<{ total: number }>(count(scope));
    return row?.total ?? 0;
  }

  /** Locked until the transaction ends. */
  async lock(scope: OwnerScope, id: string): Promise<LockedToken | null> {
    const [row] = await scope.query<LockedToken>(lock(scope), [id]);
    return row ?? null;
  }

  /** Whether anybody holds a platform token that still works. */
  async hasPlatformToken(scope: OwnerScope, now: Date): Promise<boolean> {
    return (await scope.query(anyPlatformToken(scope), [now])).length > 0;
  }

  /** Moves its end, and remembers the one that it was made with. */
  async expire(scope: OwnerScope, id: string, expiresAt: Date): Promise<void> {
    await scope.query(expire(scope), [id, expiresAt]);
  }

  /** @returns the token as it was listed; null when there is none that lives */
  async revoke(scope: OwnerScope, id: string, now: Date): Promise<Token | null> {
    const [row] = await scope.query<Token>(revoke(scope), [id, now]);
    return row ?? null;
  }
}
