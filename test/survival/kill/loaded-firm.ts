import pg from 'pg';
import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { type Answer, request } from '../../support/http-client.js';
import type { SeededRandom } from '../seeded-random.js';
import { Lane, type LoadFigures, type Target } from './directory-load.js';
import { PersonSlot, type StoredPerson } from './person-slot.js';

export const platformToken = 'p'.repeat(40);
const slug = 'acme';
const group = 3;
/** People of the site whom nobody in the directory is: enough for a run to have something to do. */
const strangers = 1_500;

const storedPeople = `
  select m.user_name as "userName", m.id, m.name as "displayName", m.active, m.user_id as "userId",
         m.user_id is not null as claimed,
         exists (select from cohort_member c where c.organization_id = m.organization_id and c.member_id = m.id) as "inGroup"
    from member m where m.deleted_at is null`;

/** A firm whose directory, logins and LCVista site are busy at once, and the journal of what they were told. */
export class LoadedFirm {
  readonly figures: LoadFigures = { acknowledged: 0, refused: [] };
  private readonly slots: PersonSlot[] = [];
  private readonly lanes: Lane[] = [];

  private constructor(
    readonly site: StandInLcvista,
    readonly random: SeededRandom,
  ) {}

  /** @param lanes clients that write at the same time */
  static async create(random: SeededRandom, lanes: number, peopleOfLane: number): Promise<LoadedFirm> {
    const site = await StandInLcvista.start({ apiKey: 'a'.repeat(40), pageSize: 500 });
    const firm = new LoadedFirm(site, random);
    site.addCatalog('LumiQ', [group]);
    for (let lane = 0; lane < lanes; lane += 1) {
      const own = Array.from({ length: peopleOfLane }, (_, at) => new PersonSlot(`p${lane}.${at}@acme.example`));
      firm.slots.push(...own);
      firm.lanes.push(new Lane(own, random.fork(), firm.figures));
    }
    for (const { userName } of firm.slots) site.addPerson({ email: userName });
    for (let at = 0; at < strangers; at += 1) site.addPerson({ email: `s${at}@else.example`, id: 100_000 + at });
    firm.changeSite();
    return firm;
  }

  get people(): number {
    return this.slots.length;
  }

  /** Everybody on the site has another name, and some others see the catalog. */
  changeSite(): void {
    const salt = this.random.below(1e6);
    for (const person of this.site.people) person.lastName = `Name${salt}`;
    const assigned = this.site.people.filter(({ id }) => id >= 100_000 || this.random.below(4) > 0);
    this.site.groups.set(
      group,
      assigned.map(({ id }) => id),
    );
  }

  /** Makes the organization, its tokens, its group and its connection, once. */
  async setUp(url: string): Promise<Target> {
    await this.admin(url, 'POST', '', { slug, name: 'Acme' }, 201);
    const scim = await this.admin(url, 'POST', `/${slug}/tokens`, { name: 'Entra', scope: 'scim' }, 201);
    const draft = { name: 'Login', scope: 'claim', environment: 'production' };
    const claim = await request(url, 'POST', '/api/v1/tokens', { token: platformToken, body: draft });
    const connection = { siteUrl: this.site.url, apiKey: this.site.apiKey, catalog: 'LumiQ', shrinkLimitPercent: 100 };
    await this.admin(url, 'PUT', `/${slug}/lcvista`, connection, 200);
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Audit' };
    const token = scim.body.token as string;
    const made = await request(url, 'POST', `/scim/v2/${slug}/Groups`, { token, body });
    return { urls: [url], slug, scimToken: token, claimToken: claim.body.token, groupId: made.body.id };
  }

  /** All clients write until the signal, or until the service is gone. */
  async write(target: Target, signal: AbortSignal): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.run(target, signal)));
  }

  /** Asks for a run; one that is under way already is as good. @returns its id */
  async askForRun(url: string): Promise<string> {
    const answer = await request(url, 'POST', `/api/v1/organizations/${slug}/sync-runs`, {
      token: platformToken,
      body: {},
    });
    if (answer.status === 202) return answer.body.id as string;
    if (answer.status !== 409) throw new Error(`a run was asked for: ${answer.status} ${answer.text}`);
    return answer.body.runId as string;
  }

  readRun(url: string, id: string): Promise<Answer> {
    return request(url, 'GET', `/api/v1/organizations/${slug}/sync-runs/${id}`, { token: platformToken });
  }

  /** How many requests are without an answer. */
  get unanswered(): number {
    return this.slots.filter((slot) => slot.unanswered).length;
  }

  /** Holds the rows against the journal. @returns what was lost, doubled or made up */
  async compare(pool: pg.Pool): Promise<string[]> {
    const { rows } = await pool.query<StoredPerson & { userName: string }>(storedPeople);
    const gone = new Set(
      (await pool.query<{ id: string }>(`select id from member where deleted_at is not null`)).rows.map(({ id }) => id),
    );
    const faults = this.slots.flatMap((slot) =>
      slot.compare(rows.filter(({ userName }) => userName === slot.userName)),
    );
    const back = this.slots.flatMap(({ deleted }) => deleted).filter((id) => !gone.has(id));
    return [...faults, ...back.map((id) => `${id} was deleted and is back`)];
  }

  private async admin(url: string, method: string, path: string, body: object, status: number): Promise<Answer> {
    const answer = await request(url, method, `/api/v1/organizations${path}`, { token: platformToken, body });
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}
