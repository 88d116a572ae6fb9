import type pg from 'pg';
import type { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { type Answer, request } from '../../support/http-client.js';
import { ownSlug, ownWord as word } from './known-things.js';
import { addressOf, userOf } from './populate.js';

/** What is there to be attacked, newest first: a few of each kind. `$2` are the tokens that the attack itself uses. */
const present: Readonly<Record<string, string>> = {
  members: `select id, seq as place from member where organization_id = $1 and deleted_at is null`,
  cohorts: `select id, seq as place from cohort where organization_id = $1`,
  tokens: `select id, created_at as place from access_token
    where (organization_id = $1 or scope = 'claim') and revoked_at is null and oauth_client_id is null
      and not by_workload_identity and not exists (select from unnest($2::text[]) used where starts_with(used, prefix))`,
  'oauth-clients': `select id, created_at as place from oauth_client where organization_id = $1 and revoked_at is null`,
  secrets: `select id, created_at as place from oauth_client_secret where organization_id = $1 and revoked_at is null`,
  'sync-runs': `select id, created_at as place from sync_run where organization_id = $1`,
  mappings: `select id, coalesce(ended_at, 'infinity') as place from mapping where organization_id = $1`,
  unmapped: `select id, id as place from lcvista_user where organization_id = $1`,
  webhooks: `select id, seq as place from webhook where organization_id = $1`,
  deliveries: `select id, seq as place from webhook_delivery where organization_id = $1`,
};

const ofEach = 12;

/** Keeps the attacked organization worth attacking: makes again what the attack has taken away, and says what there is. */
export class Upkeep {
  private rounds = 0;

  /**
   * @param ids the names of what there is; brought up to date in place
   * @param tokens that must stay good
   */
  constructor(
    private readonly url: string,
    private readonly platformToken: string,
    private readonly tokens: { readonly scim: string; readonly claim: string; readonly others: readonly string[] },
    private readonly site: StandInLcvista,
    private readonly pool: pg.Pool,
    private readonly ids: Record<string, string[]>,
  ) {}

  /** @throws Error when the service fails at it */
  async renew(): Promise<void> {
    this.rounds += 1;
    await this.open();
    await this.people();
    const firm = `/api/v1/organizations/${ownSlug}`;
    const { url, apiKey } = this.site;
    await this.ask('PUT', `${firm}/lcvista`, { siteUrl: url, apiKey, catalog: word });
    await this.ask('POST', `${firm}/sync-runs`, { force: true });
    await this.ask('PUT', `${firm}/digest`, { weekday: 'monday', recipients: ['ann@acme.com'] });
    const identity = { issuer: `https://${word}.example.com`, audience: word, subject: word };
    await this.ask('PUT', `${firm}/workload-identity`, identity);
    await this.look();
    const name = `spare ${this.rounds}`;
    if (this.none('webhooks')) await this.ask('POST', `${firm}/webhooks`, { url: `${url}/hook` });
    if (this.none('tokens')) await this.ask('POST', `${firm}/tokens`, { name, scope: 'viewer' });
    if (this.none('oauth-clients')) await this.ask('POST', `${firm}/oauth-clients`, { name });
    if (this.none('secrets'))
      await this.ask('POST', `${firm}/oauth-clients/${this.ids['oauth-clients']?.[0]}/secrets`, {});
    await this.look();
  }

  /** Undoes what would turn everybody away at the door. */
  async open(): Promise<void> {
    const path = `/api/v1/organizations/${ownSlug}`;
    const body = { environment: 'production', directorySync: { enabled: true } };
    if ((await this.ask('PATCH', path, body)).status !== 409) return;
    // Somebody has signed in while it was of the other environment.
    for (const id of this.ids['members'] ?? [])
      await this.ask('DELETE', `${path}/members/${id}/claim`, { reason: word });
    await this.ask('PATCH', path, body);
  }

  /** Six people, of whom four have signed in, and a group of them. */
  private async people(): Promise<void> {
    const { scim, claim } = this.tokens;
    for (const serial of [0, 1, 2, 3, 4, 5]) {
      await this.ask('POST', `/scim/v2/${ownSlug}/Users`, userOf(word, ownSlug, serial), scim);
    }
    for (const serial of [0, 1, 2, 3]) {
      const person = { issuer: `https://${word}.example.com`, subject: `${word} ${serial}`, displayName: word };
      const email = addressOf(word, ownSlug, serial);
      await this.ask('POST', '/api/v1/claims', { ...person, email, emailVerified: true, organization: ownSlug }, claim);
    }
    if (!this.none('cohorts')) return;
    const members = (this.ids['members'] ?? []).map((value) => ({ value }));
    await this.ask('POST', `/scim/v2/${ownSlug}/Groups`, { displayName: `${word} cohort`, members }, scim);
  }

  private none(kind: string): boolean {
    return (this.ids[kind] ?? []).length === 0;
  }

  private async look(): Promise<void> {
    const used = [this.tokens.scim, this.tokens.claim, ...this.tokens.others];
    const { rows } = await this.pool.query<{ id: string }>('select id from organization where slug = $1', [ownSlug]);
    for (const [kind, query] of Object.entries(present)) {
      const values = [rows[0]?.id, ...(kind === 'tokens' ? [used] : [])];
      const found = await this.pool.query<{ id: string }>(
        `select id::text from (${query}) as present order by place desc limit ${ofEach}`,
        values,
      );
      this.ids[kind] = found.rows.map(({ id }) => id);
    }
  }

  /** It may be refused, by what the attack has done a moment ago. */
  private async ask(method: string, path: string, body: object, token = this.platformToken): Promise<Answer> {
    const answer = await request(this.url, method, path, { token, body });
    if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}
