import { Injectable } from '@nestjs/common';
import type { Environment } from '../../common/environment.js';
import { batchDeletion, deleteInBatches } from '../../database/delete-in-batches.js';
import type { Scope, TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';
import type { WorkloadIdentity } from './workload-identity.repository.js';

/** A client as the token endpoint sees it, with the secret that was presented if it is one of the client's. */
export interface PresentedClient {
  readonly organizationId: string;
  readonly environment: Environment;
  readonly id: string;
  readonly name: string;
  readonly secretId: string | null;
  readonly secretExpiresAt: Date | null;
  readonly revoked: boolean;
}

/** A client that a request names without showing a secret of it. */
export type NamedClient = Pick<PresentedClient, 'organizationId' | 'id' | 'name' | 'revoked'>;

/** An access token that is about to be handed out. */
export interface IssuedToken {
  readonly prefix: string;
  readonly hash: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
}

const find = statement(
  'find-presented-oauth-client',
  `select c.organization_id as "organizationId", o.environment, c.id, c.name, s.id as "secretId",
     s.expires_at as "secretExpiresAt", c.revoked_at is not null or s.revoked_at is not null as revoked
   from oauth_client c
   join organization o on o.id = c.organization_id
   left join oauth_client_secret s
     on s.organization_id = c.organization_id and s.oauth_client_id = c.id and s.secret_hash = $2
   where c.client_id = $1`,
);

const findNamed = statement(
  'find-named-oauth-client',
  `select organization_id as "organizationId", id, name, revoked_at is not null as revoked
   from oauth_client where client_id = $1`,
);

const issueBySecret = statement(
  'issue-token-by-secret',
  `with used as (
     update oauth_client_secret set last_used_at = $6
     where organization_id = $1 and oauth_client_id = $2 and id = $3 and revoked_at is null
     returning organization_id, oauth_client_id, id)
   insert into access_token (organization_id, scope, name, prefix, token_hash, oauth_client_id, oauth_client_secret_id,
     created_at, expires_at)
   select organization_id, 'scim', $8, $4, $5, oauth_client_id, id, $6, $7 from used returning id`,
);

const issueByIdentity = statement(
  'issue-token-by-identity',
  `with used as (
     select organization_id from workload_identity
     where organization_id = $1 and issuer = $2 and subject = $3 and audience = $4 for share)
   insert into access_token (organization_id, scope, name, prefix, token_hash, by_workload_identity, created_at,
     expires_at)
   select organization_id, 'scim', 'workload identity', $5, $6, true, $7, $8 from used returning id`,
);

const purge = batchDeletion(
  'purge-oauth-tokens',
  'access_token',
  `t.expires_at < $1 and (t.oauth_client_id is not null or t.by_workload_identity)`,
);

/** The rows of access tokens that the token endpoint hands out. */
@Injectable()
export class OauthTokensRepository {
  /** Across organizations: a client says who it is, not where it belongs. Hashes are compared, not secrets. */
  async find(scope: Scope, clientId: string, secretHash: Buffer): Promise<PresentedClient | null> {
    const [row] = await scope.query<PresentedClient>(find, [clientId, secretHash]);
    return row ?? null;
  }

  /** Across organizations, revoked ones too. */
  async findNamed(scope: Scope, clientId: string): Promise<NamedClient | null> {
    const [row] = await scope.query<NamedClient>(findNamed, [clientId]);
    return row ?? null;
  }

  /**
   * Locks the secret's row, so that a revocation at the same moment comes either before, or sees the token.
   *
   * @returns false when the secret was revoked meanwhile
   */
  async issueBySecret(scope: TenantScope, client: PresentedClient, token: IssuedToken): Promise<boolean> {
    const values = [client.id, client.secretId, token.prefix, token.hash, token.now, token.expiresAt, client.name];
    return (await scope.query(issueBySecret, values)).length > 0;
  }

  /** @returns false when the identity was changed or removed meanwhile */
  async issueByIdentity(scope: TenantScope, identity: WorkloadIdentity, token: IssuedToken): Promise<boolean> {
    const { issuer, subject, audience } = identity;
    const values = [issuer, subject, audience, token.prefix, token.hash, token.now, token.expiresAt];
    return (await scope.query(issueByIdentity, values)).length > 0;
  }

  /** Deletes what has ended before an instant: nobody looks for it any more. Not within a transaction. */
  async purge(scope: Scope, before: Date): Promise<void> {
    await deleteInBatches(() => scope.query(purge, [before]));
  }
}
