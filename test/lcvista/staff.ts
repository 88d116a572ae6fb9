import { expect } from '@jest/globals';
import type { Answer } from '../support/http-client.js';
import type { Firm } from './compliance-world.js';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** What a diagnosis says. */
export interface Told {
  readonly verdict: string;
  readonly nextSyncAt: string | null;
  readonly steps: readonly { readonly step: string; readonly ok: boolean; readonly detail: string }[];
  readonly advice: readonly string[];
}

/** A firm's people as they come to be: the directory sends them over SCIM, and they sign in over the login flow. */
export class Staff {
  private constructor(
    readonly firm: Firm,
    private readonly scimToken: string,
    private readonly claimToken: string,
  ) {}

  static async of(firm: Firm): Promise<Staff> {
    const scim = await firm.call('POST', '/tokens', { name: 'Entra', scope: 'scim' });
    const { app } = firm.world;
    const body = { name: 'LMS', scope: 'claim', environment: 'production' };
    const claim = await app.request('POST', '/api/v1/tokens', { token: app.platformToken, body });
    return new Staff(firm, scim.body.token, claim.body.token);
  }

  async scim(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { 'content-type': 'application/scim+json' };
    const options = body === undefined ? { token: this.scimToken } : { token: this.scimToken, headers, body };
    return this.firm.world.app.request(method, `/scim/v2/${this.firm.slug}${path}`, options);
  }

  /** @param others further addresses of the person. @returns the member's id */
  async provision(email: string, others: readonly string[] = []): Promise<string> {
    const emails = [
      { type: 'work', value: email, primary: true },
      ...others.map((value) => ({ type: 'other', value })),
    ];
    const made = await this.scim('POST', '/Users', { schemas: [userSchema], userName: email, emails });
    expect(made.status).toBe(201);
    return made.body.id as string;
  }

  async patch(id: string, path: string, value: unknown): Promise<void> {
    const operation = { op: 'Replace', path, value };
    const patched = await this.scim('PATCH', `/Users/${id}`, { schemas: [patchSchema], Operations: [operation] });
    expect(patched.status).toBe(200);
  }

  moveTo(id: string, email: string): Promise<void> {
    return this.patch(id, 'emails[type eq "work"].value', email);
  }

  /** @returns the status of the answer: 201 the first time */
  async signIn(email: string, subject = email): Promise<number> {
    const person = { issuer: 'https://login.test', subject, email, emailVerified: true, displayName: 'P' };
    const claim = { token: this.claimToken, body: { ...person, organization: this.firm.slug } };
    return (await this.firm.world.app.request('POST', '/api/v1/claims', claim)).status;
  }

  /** Somebody who is provisioned and has signed in. @returns the member's id */
  async enrol(email: string): Promise<string> {
    const id = await this.provision(email);
    expect(await this.signIn(email)).toBe(201);
    return id;
  }

  async diagnose(email: string): Promise<Told> {
    const answer = await this.firm.call('GET', `/diagnosis?email=${encodeURIComponent(email)}`);
    expect(answer.status).toBe(200);
    return answer.body as Told;
  }

  /** Why an LCVista user waits in the review queue; undefined: does not wait. */
  async waiting(lcvistaUserId: string): Promise<string | undefined> {
    const everybody = ['ignored', 'no-email', 'duplicate-lcvista-user', 'duplicate-member', 'not-signed-in'];
    everybody.push('member-already-mapped', 'unmapped-by-hand', 'member-removed', 'no-member', 'maps-at-next-sync');
    const query = everybody.map((reason) => `reason=${reason}`).join('&');
    const { body } = await this.firm.call('GET', `/unmapped?limit=200&${query}`);
    const { items } = body as { items: { lcvistaUser: { id: string }; reason: string }[] };
    return items.find(({ lcvistaUser }) => lcvistaUser.id === lcvistaUserId)?.reason;
  }
}
