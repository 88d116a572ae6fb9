import { Injectable } from '@nestjs/common';
import { decodeJwt } from 'jose';
import { Clock } from '../../common/clock.js';
import type { Environment } from '../../common/environment.js';
import { Database } from '../../database/database.js';
import type { RefusalReason } from '../admission/refusal.js';
import { OpenidKeys } from '../id-token/openid-keys.js';
import { UnverifiedToken, verifyIssuerToken } from '../id-token/verify-issuer-token.js';
import { makeSecret, readSecret, secretHash } from '../tokens/token-format.js';
import { type IssuedToken, OauthTokensRepository, type PresentedClient } from './oauth-tokens.repository.js';
import type { ClientProof } from './read-token-request.js';
import { type Assertion, type ClaimedIdentity, WorkloadIdentityRepository } from './workload-identity.repository.js';

/** How a request for a token ended. */
export type Issue =
  | { readonly kind: 'issued'; readonly token: string; readonly expiresInSeconds: number }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly client: Pick<PresentedClient, 'id' | 'name' | 'organizationId'> | null;
    };

/** Microsoft asks for one to six hours. */
const lifeSeconds = 3_600;
const mostAudiences = 10;
const dayMs = 86_400_000;

/** Hands out access tokens for one hour to those who prove who they are. */
@Injectable()
export class OauthTokensService {
  constructor(
    private readonly database: Database,
    private readonly tokens: OauthTokensRepository,
    private readonly identities: WorkloadIdentityRepository,
    private readonly keys: OpenidKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError 503 when an issuer's keys cannot be read */
  async issue(proof: ClientProof): Promise<Issue> {
    return proof.kind === 'secret'
      ? await this.issueBySecret(proof.clientId, proof.secret)
      : await this.issueByAssertion(proof.assertion, proof.clientId);
  }

  /** Deletes access tokens that ended a day ago or earlier; until then the log of a refusal can still name them. */
  async purgeEnded(): Promise<void> {
    await this.tokens.purge(this.database.installation(), new Date(this.clock.now().getTime() - dayMs));
  }

  private async issueBySecret(clientId: string, secret: string): Promise<Issue> {
    if (readSecret(secret)?.kind !== 'secret') return { kind: 'refused', reason: 'malformed', client: null };
    const client = await this.tokens.find(this.database.installation(), clientId, secretHash(secret));
    const reason = reasonAgainst(client, this.clock.now());
    if (client === null || reason !== null) return { kind: 'refused', reason: reason ?? 'unknown', client };
    const { token, row } = this.make(client.environment);
    const issued = await this.tokens.issueBySecret(this.database.tenant(client.organizationId), client, row);
    return issued ? granted(token) : { kind: 'refused', reason: 'revoked', client };
  }

  /**
   * A client of ours binds the assertion to its organization, and a revoked one spoils it. Whatever else the client is
   * called (Entra sends its own application id), the assertion must then mean one organization only.
   */
  private async issueByAssertion(assertion: string, clientId: string | null): Promise<Issue> {
    const named = clientId === null ? null : await this.tokens.findNamed(this.database.installation(), clientId);
    if (named?.revoked === true) return { kind: 'refused', reason: 'revoked', client: named };
    const identity = await this.claimed(assertion, named?.organizationId ?? null);
    if (identity === null) return { kind: 'refused', reason: 'unknown', client: named };
    const client = { id: 'workload-identity', name: 'workload identity', organizationId: identity.organizationId };
    const reason = await this.reasonAgainstAssertion(assertion, identity);
    if (reason !== null) return { kind: 'refused', reason, client };
    const { token, row } = this.make(identity.environment);
    const issued = await this.tokens.issueByIdentity(this.database.tenant(identity.organizationId), identity, row);
    return issued ? granted(token) : { kind: 'refused', reason: 'revoked', client };
  }

  /** Reads off, without believing it yet, whom an assertion wants to be; null unless that is one organization. */
  private async claimed(assertion: string, organizationId: string | null): Promise<ClaimedIdentity | null> {
    const claims = unverifiedClaims(assertion);
    if (claims === null) return null;
    return await this.identities.findClaimed(this.database.installation(), claims, organizationId);
  }

  private async reasonAgainstAssertion(assertion: string, identity: ClaimedIdentity): Promise<RefusalReason | null> {
    const { issuer, subject, audience } = identity;
    const expected = { issuer, subject, audience, algorithms: ['RS256'], now: this.clock.now() };
    try {
      await verifyIssuerToken(this.keys, assertion, expected);
      return null;
    } catch (error) {
      if (!(error instanceof UnverifiedToken)) throw error;
      return error.reason === 'ERR_JWT_EXPIRED' ? 'expired' : 'malformed';
    }
  }

  private make(environment: Environment): { token: string; row: IssuedToken } {
    const token = makeSecret('scim', environment);
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + lifeSeconds * 1000);
    return { token, row: { prefix: readSecret(token)?.prefix ?? '', hash: secretHash(token), now, expiresAt } };
  }
}

function granted(token: string): Issue {
  return { kind: 'issued', token, expiresInSeconds: lifeSeconds };
}

function reasonAgainst(client: PresentedClient | null, now: Date): RefusalReason | null {
  if (client === null || client.secretId === null) return 'unknown';
  if (client.revoked) return 'revoked';
  return client.secretExpiresAt !== null && client.secretExpiresAt <= now ? 'expired' : null;
}

function unverifiedClaims(assertion: string): Assertion | null {
  try {
    const { iss, sub, aud } = decodeJwt(assertion);
    const audiences = [aud ?? []].flat();
    const texts: unknown[] = [iss, sub, ...audiences];
    if (audiences.length > mostAudiences || !texts.every(isPlain)) return null;
    return { issuer: iss ?? '', subject: sub ?? '', audiences };
  } catch {
    return null;
  }
}

function isPlain(text: unknown): boolean {
  return typeof text === 'string' && text.length <= 500 && !text.includes('\u0000');
}
