import { Injectable } from '@nestjs/common';
import type { PageKey } from '../../common/page-cursor.js';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { OauthClient, OauthSecret } from './oauth-client.js';

type ClientRow = Omit<OauthClient, 'secrets'>;
type SecretRow = OauthSecret & { clientId: string };

const client = `id, client_id as "clientId", name, created_at as "createdAt"`;
const secret = `id, prefix, expires_at as "expiresAt"`;

const insertClient = statement(
  'insert-oauth-client',
  `insert into oauth_client (organization_id, client_id, name, created_at) values ($1, $2, $3, $4) returning ${client}`,
);

const insertSecret = statement(
  'insert-oauth-secret',
  `insert into oauth_client_secret (organization_id, oauth_client_id, secret_hash, prefix, expires_at, created_at)
   values ($1, $2, $3, $4, $5, $6) returning ${secret}`,
);

const page = statement(
  'list-oauth-clients',
  `select ${client} from oauth_client
   where organization_id = $1 and revoked_at is null
     and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
   order by created_at desc, id desc limit $4`,
);

const secretsOf = statement(
  'list-oauth-secrets',
  `select ${secret}, oauth_client_id as "clientId" from oauth_client_secret
   where organization_id = $1 and oauth_client_id = any($2) and revoked_at is null order by created_at, id`,
);

const count = statement(
  'count-oauth-clients',
  `select count(*) as total from oauth_client where organization_id = $1 and revoked_at is null`,
);

const lock = statement(
  'lock-oauth-client',
  `select ${client} from oauth_client where organization_id = $1 and id = $2 and revoked_at is null for update`,
);

const revokeClient = statement(
  'revoke-oauth-client',
  `update oauth_client set revoked_at = $3 where organization_id = $1 and id = $2`,
);

/** Whoever issues a token locks its secret's row: one that was faster is seen by `revokeTokens`, one that is slower fails. */
const revokeSecrets = statement(
  'revoke-oauth-secrets',
  `update oauth_client_secret set revoked_at = $4
   where organization_id = $1 and oauth_client_id = $2 and ($3::uuid is null or id = $3) and revoked_at is null
   returning ${secret}`,
);

const revokeTokens = statement(
  'revoke-oauth-tokens',
  `update access_token set revoked_at = $4
   where organization_id = $1 and oauth_client_id = $2 and ($3::uuid is null or oauth_client_secret_id = $3)
     and revoked_at is null`,
);

/** The rows of OAuth clients and their secrets. */
@Injectable()
export class OauthClientsRepository {
  /** @param clientId the public name under which the client asks for tokens */
  async insert(scope: TenantScope, clientId: string, name: string, now: Date): Promise<OauthClient> {
    const [row] = await scope.query<ClientRow>(insertClient, [clientId, name, now]);
    if (row === undefined) throw new Error('an insert answered nothing');
    return { ...row, secrets: [] };
  }

  /** Stores a secret as its hash; `prefix` is what administrators know it by. @param clientId the id of the row */
  async insertSecret(
    scope: TenantScope,
    clientId: string,
    made: { hash: Buffer; prefix: string; expiresAt: Date; now: Date },
  ): Promise<OauthSecret> {
    const values = [clientId, made.hash, made.prefix, made.expiresAt, made.now];
    const [row] = await scope.query<OauthSecret>(insertSecret, values);
    if (row === undefined) throw new Error('an insert answered nothing');
    return row;
  }

  /** Newest first, with their secrets. */
  async list(scope: TenantScope, limit: number, after: PageKey | null): Promise<OauthClient[]> {
    const clients = await scope.query<ClientRow>(page, [after?.[0] ?? null, after?.[1] ?? null, limit]);
    const secrets = await scope.query<SecretRow>(secretsOf, [clients.map(({ id }) => id)]);
    return clients.map((row) => ({ ...row, secrets: secrets.filter(({ clientId }) => clientId === row.id) }));
  }

  /** How many clients live. */
  async count(scope: TenantScope): Promise<number> {
    const [row] = await scope.query<{ total: number }>(count);
    return row?.total ?? 0;
  }

  /** Locked until the transaction ends; null when there is none that lives. */
  async lock(scope: TenantScope, id: string): Promise<ClientRow | null> {
    const [row] = await scope.query<ClientRow>(lock, [id]);
    return row ?? null;
  }

  /** With all secrets, and the access tokens that they got. */
  async revoke(scope: TenantScope, id: string, now: Date): Promise<void> {
    await scope.query(revokeClient, [id, now]);
    await this.revokeSecrets(scope, id, null, now);
  }

  /**
   * With the access tokens that they got.
   *
   * @param secretId null: all
   * @returns the secrets that lived until now
   */
  async revokeSecrets(scope: TenantScope, id: string, secretId: string | null, now: Date): Promise<OauthSecret[]> {
    const revoked = await scope.query<OauthSecret>(revokeSecrets, [id, secretId, now]);
    if (revoked.length > 0) await scope.query(revokeTokens, [id, secretId, now]);
    return revoked;
  }
}
