import { Injectable } from '@nestjs/common';
import type { Environment } from '../../common/environment.js';
import type { Scope, TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';

/** Whose signed assertions an organization accepts instead of a secret. */
export interface WorkloadIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

/** A workload identity that an assertion claims, and the organization that it opens. */
export interface ClaimedIdentity extends WorkloadIdentity {
  readonly organizationId: string;
  readonly environment: Environment;
}

/** What an assertion says of itself. */
export interface Assertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

const columns = `issuer, subject, audience`;

const find = statement('find-workload-identity', `select ${columns} from workload_identity where organization_id = $1`);

const lock = statement(
  'lock-workload-identity',
  `select ${columns} from workload_identity where organization_id = $1 for update`,
);

const put = statement(
  'put-workload-identity',
  `insert into workload_identity (organization_id, issuer, subject, audience) values ($1, $2, $3, $4)
   on conflict on constraint workload_identity_pk
   do update set issuer = excluded.issuer, subject = excluded.subject, audience = excluded.audience, updated_at = now()`,
);

const remove = statement('delete-workload-identity', `delete from workload_identity where organization_id = $1`);

const revokeTokens = statement(
  'revoke-workload-identity-tokens',
  `update access_token set revoked_at = now() where organization_id = $1 and by_workload_identity and revoked_at is null`,
);

/** $4 the organization that the request named by a client of ours; null: any. Two are enough to be ambiguous. */
const findClaimed = statement(
  'find-claimed-workload-identities',
  `select w.organization_id as "organizationId", o.environment, w.issuer, w.subject, w.audience
   from workload_identity w join organization o on o.id = w.organization_id
   where w.issuer = $1 and w.subject = $2 and w.audience = any($3) and ($4::uuid is null or w.organization_id = $4)
   limit 2`,
);

/** The rows of workload identities. */
@Injectable()
export class WorkloadIdentityRepository {
  /** @returns null when the organization accepts no assertions */
  async find(scope: TenantScope): Promise<WorkloadIdentity | null> {
    const [row] = await scope.query<WorkloadIdentity>(find);
    return row ?? null;
  }

  /** Locked until the transaction ends. */
  async lock(scope: TenantScope): Promise<WorkloadIdentity | null> {
    const [row] = await scope.query<WorkloadIdentity>(lock);
    return row ?? null;
  }

  /** Stores the identity in place of the one that was, if any. */
  async put(scope: TenantScope, { issuer, subject, audience }: WorkloadIdentity): Promise<void> {
    await scope.query(put, [issuer, subject, audience]);
  }

  /** From now on no assertion is accepted; tokens that were issued end with `revokeTokens`. */
  async remove(scope: TenantScope): Promise<void> {
    await scope.query(remove);
  }

  /** The access tokens that assertions got end with the identity. */
  async revokeTokens(scope: TenantScope): Promise<void> {
    await scope.query(revokeTokens);
  }

  /**
   * Across organizations: an assertion says who it is, not where it belongs.
   *
   * @param organizationId the only one that may be meant; null: any
   * @returns null when nobody expects such an assertion, or when more than one organization does
   */
  async findClaimed(
    scope: Scope,
    { issuer, subject, audiences }: Assertion,
    organizationId: string | null,
  ): Promise<ClaimedIdentity | null> {
    const values = [issuer, subject, audiences, organizationId];
    const [only, another] = await scope.query<ClaimedIdentity>(findClaimed, values);
    return another === undefined ? (only ?? null) : null;
  }
}
