import { randomUUID } from 'node:crypto';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { Clock } from '../../src/common/clock.js';
import { type ExecutionOutcome, SyncRunner } from '../../src/lcvista/sync/sync-runner.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import type { Answer } from '../support/http-client.js';

const apiKey = '0123456789abcdef0123456789abcdef01234567';

/** A time of day that a test sets. */
export class TestClock extends Clock {
  at = new Date('2026-03-02T15:00:00.000Z');

  override now(): Date {
    return this.at;
  }

  /** The next day, at the same hour. */
  tomorrow(): void {
    this.at = new Date(this.at.getTime() + 86_400_000);
  }
}

/** The group that sees the catalog. */
const catalogGroup = 3;

/** The service, a stand-in site and the time of day. */
export class World {
  constructor(
    readonly app: TestApp,
    readonly site: StandInLcvista,
    readonly clock: TestClock,
  ) {}

  /** Somebody on the site, in the catalog unless told otherwise. @returns the id as Muster knows it */
  person(email: string | null, more: { id?: number; isActive?: boolean; assigned?: boolean } = {}): string {
    const { assigned = true, ...rest } = more;
    const { id } = this.site.addPerson({ email, ...rest });
    this.assign(String(id), assigned);
    return String(id);
  }

  /** Puts somebody into the catalog, or takes them out. */
  assign(id: string, assigned: boolean): void {
    const others = ((this.site.groups.get(catalogGroup) ?? []) as number[]).filter((other) => other !== Number(id));
    this.site.groups.set(catalogGroup, assigned ? [...others, Number(id)] : others);
  }

  /** An empty site with an empty catalog, that behaves. */
  clearSite(): void {
    this.site.people = [];
    this.site.catalogs = [];
    this.site.groups.clear();
    this.site.heal();
    this.site.beforeAnswer = () => undefined;
    this.site.addCatalog('LumiQ', [catalogGroup]);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.site.stop();
  }
}

/** The whole service beside a stand-in site; runs are executed by the tests, not by the scheduler. */
export async function startWorld(env: Record<string, string> = {}): Promise<World> {
  const site = await StandInLcvista.start({ apiKey });
  const clock = new TestClock();
  const app = await startTestApp({ clock, env: { LCVISTA_ALLOWED_HOSTS: site.host, ...env } });
  const world = new World(app, site, clock);
  world.clearSite();
  return world;
}

export type Access = 'invited' | 'enrolled' | 'removed';

/** One organization that is connected to the site, and what a test does with it. */
export class Firm {
  private constructor(
    readonly world: World,
    readonly slug: string,
    readonly id: string,
  ) {}

  /** @param connection settings besides the usual ones; null: not connected */
  static async create(world: World, connection: object | null = {}, organization: object = {}): Promise<Firm> {
    const slug = `firm-${randomUUID().slice(0, 8)}`;
    const made = await world.app.request('POST', '/api/v1/organizations', {
      token: world.app.platformToken,
      body: { slug, name: 'Firm', ...organization },
    });
    if (made.status !== 201) throw new Error(made.text);
    const { rows } = await world.app.pool.query<{ id: string }>('select id from organization where slug = $1', [slug]);
    const firm = new Firm(world, slug, rows[0]?.id ?? '');
    if (connection !== null) {
      const body = { siteUrl: world.site.url, apiKey, ...connection };
      const set = await firm.call('PUT', '/lcvista', body);
      if (set.status !== 200) throw new Error(set.text);
    }
    return firm;
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const token = this.world.app.platformToken;
    const options = body === undefined ? { token, headers } : { token, headers, body };
    return this.world.app.request(method, `/api/v1/organizations/${this.slug}${path}`, options);
  }

  /** Asks for a run over HTTP, carries it out, and reads it again over HTTP. */
  async run(request: object = {}): Promise<Run> {
    const asked = await this.call('POST', '/sync-runs', request);
    if (asked.status !== 202) throw new Error(asked.text);
    await this.execute((asked.body as Run).id);
    return this.readRun((asked.body as Run).id);
  }

  execute(runId: string, signal = new AbortController().signal): Promise<ExecutionOutcome> {
    return this.world.app.app.get(SyncRunner).execute(this.id, runId, signal);
  }

  async readRun(runId: string): Promise<Run> {
    return (await this.call('GET', `/sync-runs/${runId}`)).body as Run;
  }

  /** What a run changed, without order. */
  async changes(runId: string): Promise<Change[]> {
    const { body } = await this.call('GET', `/sync-runs/${runId}/changes?limit=200`);
    const items = (body as { items: Change[] }).items;
    return items.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
  }

  /** People and assignments that were read and not forgotten. */
  async rosterRows(): Promise<number> {
    const { rows } = await this.world.app.pool.query<{ count: number }>(
      `select (select count(*) from roster_person where organization_id = $1)::int
            + (select count(*) from roster_assignment where organization_id = $1)::int as count`,
      [this.id],
    );
    return rows[0]?.count ?? Number.NaN;
  }

  /** A member as the directory and sign-in would have made them. @returns the member's id */
  async addMember(email: string | null, access: Access = 'enrolled', name = email ?? 'Nobody'): Promise<string> {
    const { pool } = this.world.app;
    const id = randomUUID();
    const key = email?.trim().toLowerCase() ?? null;
    const userId = access === 'enrolled' ? await this.addUser(email ?? 'nobody@x.test') : null;
    await pool.query(
      `with made as (
         insert into member (organization_id, id, user_name, user_name_key, name, name_key, email, email_key, email_keys,
           active, removed_at, user_id, claimed_at, resource, compare)
         values ($1::uuid, $2::uuid, $2::uuid::text, $2::uuid::text, $3::text, lower($3), $4::text, $5::text,
           array_remove(array[$5], null), $6::text <> 'removed',
           case when $6 = 'removed' then now() end, $7::uuid, case when $7::uuid is not null then now() end, '{}', '{}')
       )
       insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, detail)
       select $1, $2, kind, 'token', 'test', 'test', jsonb_build_object('userId', $7)
       from unnest(array['created', case when $7 is not null then 'claimed' end]) as kind where kind is not null`,
      [this.id, id, name, email, key, access, userId],
    );
    return id;
  }

  /** Changes what the directory and sign-in would: columns of the member, and its history when there is one to tell. */
  async changeMember(
    id: string,
    set: string,
    values: readonly unknown[] = [],
    told?: { readonly kind: string; readonly detail?: object },
  ): Promise<void> {
    const { pool } = this.world.app;
    await pool.query(`update member set ${set} where organization_id = $1 and id = $2`, [this.id, id, ...values]);
    if (told === undefined) return;
    await pool.query(
      `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, detail)
       values ($1, $2, $3, 'token', 'test', 'test', $4)`,
      [this.id, id, told.kind, told.detail ?? {}],
    );
  }

  async removeMember(id: string): Promise<void> {
    await this.changeMember(id, 'active = false, removed_at = now()', [], { kind: 'removed' });
  }

  async restoreMember(id: string): Promise<void> {
    await this.changeMember(id, 'active = true, removed_at = null', [], { kind: 'restored' });
  }

  async changeEmail(id: string, email: string): Promise<void> {
    const told = { kind: 'email-changed', detail: { after: email } };
    await this.changeMember(id, 'email = $3, email_key = lower($3)', [email], told);
  }

  /** The reason of every member without a mapping, and the LCVista user of the others, by member id. */
  async compliance(): Promise<Map<string, string | null>> {
    const { body } = await this.call('GET', '/members?limit=200&access=invited,enrolled,removed');
    const { items } = body as {
      items: { id: string; compliance: { reason: string | null; lcvistaUserId: string | null } }[];
    };
    return new Map(
      items.map(({ id, compliance }) => [
        id,
        compliance.lcvistaUserId === null ? compliance.reason : `mapped to ${compliance.lcvistaUserId}`,
      ]),
    );
  }

  private async addUser(email: string): Promise<string> {
    const { rows } = await this.world.app.pool.query<{ id: string }>(
      `insert into user_profile (environment, issuer, subject, display_name, login_email, login_email_key)
       values ('production', 'https://issuer.test', gen_random_uuid()::text, 'U', $1, lower($1)) returning id`,
      [email],
    );
    return rows[0]?.id ?? '';
  }
}

export interface Run {
  id: string;
  status: string;
  dryRun: boolean;
  attempt: number;
  error: { code: string; message: string } | null;
  progress: { peopleRead: number; peopleTotal: number | null; secondsLeft: number | null };
  counts: Record<string, number> & { unmappedByReason: Record<string, number> };
}

export interface Change {
  kind: string;
  memberId: string;
  memberEmail: string | null;
  lcvistaUserId: string;
  lcvistaEmail: string | null;
  reason: string | null;
}
