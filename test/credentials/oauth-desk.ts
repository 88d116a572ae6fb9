import { SettableClock } from '../support/settable-clock.js';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

export const acme = '/api/v1/organizations/acme';
export const grant = { grant_type: 'client_credentials' };

export interface Client {
  id: string;
  clientId: string;
}

export interface Secret {
  id: string;
  secret: string;
  prefix: string;
  expiresAt: string;
}

/** An `Authorization` header as OAuth clients send it. */
export function basic(id: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}

/** Two processes of one service, two organizations, and an administrator of one who makes OAuth clients. */
export class OauthDesk {
  private constructor(
    readonly clock: SettableClock,
    readonly app: TestApp,
    readonly other: TestApp,
    private readonly admin: string,
  ) {}

  static async open(env: Record<string, string> = {}): Promise<OauthDesk> {
    const clock = new SettableClock('2026-03-01T10:00:00Z');
    const app = await startTestApp({ clock, env });
    const other = await startTestApp({ clock, env, database: app.database, encryptionKey: app.encryptionKey });
    const token = app.platformToken;
    for (const slug of ['acme', 'other']) {
      await app.request('POST', '/api/v1/organizations', { token, body: { slug, name: slug } });
    }
    const made = await app.request('POST', `${acme}/tokens`, { token, body: { name: 'Desk', scope: 'admin' } });
    return new OauthDesk(clock, app, other, made.body.token);
  }

  async close(): Promise<void> {
    await this.other.stop();
    await this.app.stop();
  }

  /** What the administrator asks of `acme`. */
  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.app.request(method, `${acme}${path}`, { token: this.admin, ...(body === undefined ? {} : { body }) });
  }

  async makeClient(): Promise<Client> {
    return (await this.ask('POST', '/oauth-clients', { name: 'Entra' })).body;
  }

  async addSecret({ id }: Client, body: object = {}): Promise<Secret> {
    return (await this.ask('POST', `/oauth-clients/${id}/secrets`, body)).body;
  }

  /** A request to the token endpoint. */
  token(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields).toString();
    return this.app.request('POST', '/oauth/token', { body, headers: { ...form, ...headers } });
  }

  async accessToken({ clientId }: Client, { secret }: Secret): Promise<string> {
    return (await this.token(grant, basic(clientId, secret))).body.access_token;
  }

  /** The status that a bearer token gets at a SCIM endpoint. */
  async scim(bearer: string, at = this.app, slug = 'acme'): Promise<number> {
    return (await at.request('GET', `/scim/v2/${slug}/ServiceProviderConfig`, { token: bearer })).status;
  }
}
