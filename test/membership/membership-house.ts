import { AuditTrail } from '../../src/audit/audit-trail.js';
import type { Origin } from '../../src/audit/origin.js';
import type { Environment } from '../../src/common/environment.js';
import type { Database } from '../../src/database/database.js';
import { AccessRepository } from '../../src/membership/access.repository.js';
import { AccessService } from '../../src/membership/access.service.js';
import { ClaimRepository } from '../../src/membership/claim.repository.js';
import { type Claim, ClaimService } from '../../src/membership/claim.service.js';
import { MemberHistoryRepository } from '../../src/membership/member-history.repository.js';
import { MemberService } from '../../src/membership/member.service.js';
import { MemberStateRepository } from '../../src/membership/member-state.repository.js';
import { signedInPerson } from '../../src/membership/signed-in-person.js';
import { TestDoor } from '../support/test-door.js';

export const origin: Origin = {
  actor: { kind: 'token', id: '7f1f7f55-6a44-4a04-9d0b-9d4c5b9a7d11', name: 'support desk' },
  requestId: 'request-1',
  address: '127.0.0.1',
};

/** Who signs in, and how; the address is `<subject>@acme.com` unless given. */
export interface TestSignIn {
  readonly subject: string;
  readonly email?: string;
  readonly externalId?: string;
  readonly organization?: string;
  readonly environment?: Environment;
  readonly displayName?: string;
}

/** The services of the room on a database of their own, with two firms, and rows as the directory would have made them. */
export class MembershipHouse {
  /** Ids of the organizations `acme` and `beta`. */
  acme = '';
  beta = '';
  readonly database: Database;
  readonly claims: ClaimService;
  readonly access: AccessService;
  readonly members: MemberService;
  private serial = 0;

  private constructor(private readonly door: TestDoor) {
    this.database = door.database;
    this.claims = new ClaimService(this.database, new ClaimRepository());
    this.access = new AccessService(this.database, new AccessRepository());
    const histories = new MemberHistoryRepository();
    this.members = new MemberService(this.database, new MemberStateRepository(), histories, new AuditTrail());
  }

  static async open(): Promise<MembershipHouse> {
    const house = new MembershipHouse(await TestDoor.open());
    house.acme = await house.organization('acme');
    house.beta = await house.organization('beta');
    return house;
  }

  close(): Promise<void> {
    return this.door.close();
  }

  rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.database.installation().query<Row>(text, values);
  }

  async organization(slug: string, environment: Environment = 'production'): Promise<string> {
    const text = `insert into organization (slug, name, environment, timezone, sync_time)
      values ($1, $1, $2, 'UTC', '06:00') returning id`;
    const [row] = await this.rows<{ id: string }>(text, [slug, environment]);
    return row?.id ?? '';
  }

  /** @returns the member's id */
  async member(organizationId: string, email: string, externalId: string | null = null): Promise<string> {
    this.serial += 1;
    const userName = `user-${this.serial}`;
    const text = `insert into member (organization_id, user_name, user_name_key, external_id, name, name_key, email,
        email_key, resource, compare)
      values ($1, $2, $2, $3, $2, $2, $4, $4, jsonb_build_object('userName', $2::text), '{}') returning id`;
    const [row] = await this.rows<{ id: string }>(text, [organizationId, userName, externalId, email]);
    return row?.id ?? '';
  }

  async deactivate(memberId: string): Promise<void> {
    await this.rows('update member set active = false, removed_at = now(), version = version + 1 where id = $1', [
      memberId,
    ]);
  }

  signIn({ subject, email, externalId, organization, environment, displayName }: TestSignIn): Promise<Claim> {
    const person = signedInPerson({
      issuer: 'https://login.acme.com',
      subject,
      email: email ?? `${subject}@acme.com`,
      displayName: displayName ?? subject,
      externalId: externalId ?? null,
    });
    return this.claims.claim(origin, environment ?? 'production', person, organization ?? null);
  }

  /** `new`, `held`, or the code of the refusal. */
  async outcome(signIn: TestSignIn): Promise<string> {
    try {
      const { memberships } = await this.signIn(signIn);
      return memberships.some(({ newlyClaimed }) => newlyClaimed) ? 'new' : 'held';
    } catch (error) {
      return String(Reflect.get(error as object, 'code'));
    }
  }
}
