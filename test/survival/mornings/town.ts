import type { Fault } from '../../../src/demo/stand-in-lcvista/fault.js';
import type { StandInPerson } from '../../../src/demo/stand-in-lcvista/population.js';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { Database } from '../../../src/database/database.js';
import type { Timing } from '../../../src/lcvista/client/patience.js';
import { type ReadingLimits, readingLimits } from '../../../src/lcvista/client/reading-limits.js';
import { SiteClients } from '../../../src/lcvista/connection/site-clients.js';
import { type ExecutionOutcome, SyncRunner } from '../../../src/lcvista/sync/sync-runner.js';
import { SyncSchedule } from '../../../src/lcvista/sync/sync-schedule.js';
import type { Answer } from '../../support/http-client.js';
import { SettableClock } from '../../support/settable-clock.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import type { SeededRandom } from '../seeded-random.js';
import { type Human, keyOf, Ledger, type Reading } from './ledger.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';
const slug = 'acme';

/** The groups that see the catalog. */
export const catalogGroups = [3, 9] as const;

/** Long enough for a busy machine, short enough for a thousand mornings. */
export const shortLimits: ReadingLimits = {
  ...readingLimits,
  silenceMs: 250,
  pageMs: 20_000,
  pageBytes: 400_000,
  pages: 150,
};

/** Waits of which nobody waits for the end. */
const noWaiting: Timing = {
  now: () => Date.now(),
  random: () => 1,
  wait: (_ms, signal) => {
    signal.throwIfAborted();
    return Promise.resolve();
  },
};

export interface TownOptions {
  readonly chance: SeededRandom;
  /** The site has texts for ids, and names of its own. */
  readonly odd: boolean;
}

/** A firm with its directory, its people's sign-ins, its LCVista site, and the service between them, spoken to over HTTP. */
export class Town {
  limits = shortLimits;
  private constructor(
    readonly app: TestApp,
    readonly site: StandInLcvista,
    readonly clock: SettableClock,
    readonly chance: SeededRandom,
    readonly ledger: Ledger,
    private readonly odd: boolean,
    private readonly organization: { readonly id: string; readonly scim: string; readonly claim: string },
  ) {}

  static async start({ chance, odd }: TownOptions): Promise<Town> {
    const names = { person: { email: 'mail', isActive: 'enabled' }, page: { results: 'items' } };
    const site = await StandInLcvista.start({ apiKey, pageSize: 7, ...(odd ? { ids: 'string', names } : {}) });
    const clock = new SettableClock('2026-01-05T15:00:00.000Z');
    const app = await startTestApp({ clock, env: { LCVISTA_ALLOWED_HOSTS: site.host } });
    const post = async (path: string, body: object) =>
      (await app.request('POST', `/api/v1${path}`, { token: app.platformToken, body })).body as { token: string };
    await post('/organizations', { slug, name: 'Acme', timezone: 'America/Toronto', syncTime: '02:30' });
    const { token: scim } = await post(`/organizations/${slug}/tokens`, { name: 'Entra', scope: 'scim' });
    const { token: claim } = await post('/tokens', { name: 'LMS', scope: 'claim', environment: 'production' });
    const { rows } = await app.pool.query<{ id: string }>('select id from organization where slug = $1', [slug]);
    const organization = { id: rows[0]?.id ?? '', scim, claim };
    const town = new Town(app, site, clock, chance, new Ledger(site), odd, organization);
    await town.call('PUT', '/lcvista', { siteUrl: site.url, apiKey, ...(odd ? { wireProfile: names } : {}) });
    town.forgetWaiting();
    site.addCatalog('Other', [77]);
    site.addCatalog('lumiq', [...catalogGroups]);
    return town;
  }

  get organizationId(): string {
    return this.organization.id;
  }

  /** As an administrator. @throws Error when the answer is no success */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const options = { token: this.app.platformToken, ...(body === undefined ? {} : { body }) };
    return good(await this.app.request(method, `/api/v1/organizations/${slug}${path}`, options));
  }

  /** As the directory. @throws Error when the answer is no success */
  async scim(method: string, path: string, body?: unknown): Promise<Answer> {
    const options = { token: this.organization.scim, ...(body === undefined ? {} : { body }) };
    return good(await this.app.request(method, `/scim/v2/${slug}${path}`, options));
  }

  /** As the login flow. @throws Error when the answer is no success */
  async signIn(human: Human, email: string): Promise<Answer> {
    const subject = `human-${human.id}`;
    const person = { issuer: 'https://login.firm.test', subject, email, emailVerified: true, displayName: subject };
    const options = { token: this.organization.claim, body: { ...person, organization: slug } };
    return good(await this.app.request('POST', '/api/v1/claims', options));
  }

  execute(runId: string, signal = new AbortController().signal): Promise<ExecutionOutcome> {
    return this.app.app.get(SyncRunner).execute(this.organizationId, runId, signal);
  }

  get schedule(): SyncSchedule {
    return this.app.app.get(SyncSchedule);
  }

  nextMorning(): Promise<Date> {
    return this.schedule.nextMorning(this.app.app.get(Database).tenant(this.organizationId));
  }

  /** How the service knows an account. */
  idOf({ id }: { readonly id: number }): string {
    return this.odd ? `x-${id}` : String(id);
  }

  humanOf(account: { readonly id: number }): Human {
    const human = this.ledger.humanOfAccount.get(this.idOf(account));
    if (human === undefined) throw new Error(`nobody has the account ${account.id}`);
    return human;
  }

  isAssigned({ id }: { readonly id: number }): boolean {
    return catalogGroups.some((group) => this.groupOf(group).includes(id));
  }

  assign({ id }: { readonly id: number }, groups: readonly number[]): void {
    for (const group of catalogGroups) {
      const others = this.groupOf(group).filter((other) => other !== id);
      this.site.groups.set(group, groups.includes(group) ? [...others, id] : others);
    }
  }

  groupOf(group: number): number[] {
    return (this.site.groups.get(group) ?? []) as number[];
  }

  /** Everything that a complete reading finds at this moment. */
  look(people: readonly StandInPerson[] = this.site.people): Reading {
    return people.map((person) => ({
      id: this.idOf(person),
      human: this.humanOf(person),
      emailKey: keyOf(person.email),
      isActive: person.isActive,
      assigned: this.isAssigned(person),
    }));
  }

  /** A fault with the names that this site has for things. */
  spelled(fault: Fault): Fault {
    if (!this.odd) return fault;
    const other: Record<string, string> = { email: 'mail', is_active: 'enabled', results: 'items' };
    const named = (values: Record<string, unknown>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [other[key] ?? key, value]));
    if (fault.kind === 'without-key') return { ...fault, key: other[fault.key] ?? fault.key };
    return fault.kind === 'rows' || fault.kind === 'page' ? { ...fault, with: named(fault.with) } : fault;
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.site.stop();
  }

  /** The client's own waits, and what it takes for too long, would take a thousand mornings days. */
  private forgetWaiting(): void {
    const clients = this.app.app.get(SiteClients, { strict: false });
    const options = clients.options.bind(clients);
    clients.options = (...of) => ({ ...options(...of), timing: noWaiting, limits: this.limits });
  }
}

function good(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`answered ${answer.status}: ${answer.text}`);
  return answer;
}
