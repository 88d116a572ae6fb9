import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { PatientCaller, Told } from './patient-caller.js';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const organization = '/api/v1/organizations/acme';

export interface LoadTokens {
  readonly scim: string;
  readonly admin: string;
  readonly claim: string;
}

/** While the answer is awaited. */
const claiming = 'claiming';

/** What the service has acknowledged about one person. */
interface Person {
  readonly id: string;
  readonly email: string;
  displayName: string;
  active: boolean;
  userId: string | null;
  cohortId: string | null;
}

/** Tells the site of a person who may be mapped. */
export type Arrival = (email: string) => void;

/**
 * A directory that writes, people who sign in, administrators who look and who start runs, all at once. Each asks for
 * one thing after another and insists on it; what was acknowledged is kept to be compared with the database.
 */
export class DatabaseLoad {
  readonly people: Person[] = [];
  readonly surprises: string[] = [];
  runs = 0;
  private readonly stopping = new AbortController();
  private parts: Promise<void>[] = [];

  constructor(
    private readonly caller: PatientCaller,
    private readonly tokens: LoadTokens,
    private readonly arrive: Arrival,
  ) {}

  begin(): void {
    this.parts = [
      ...['a', 'b', 'c'].map((name) => this.again(this.directory(name))),
      ...[0, 1].map(() => this.again(this.signIn())),
      this.again(this.administrator()),
      this.again(this.runner(), 300),
    ];
  }

  /** What each is at is finished, however often it must be asked for. */
  async end(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.parts);
  }

  /** What was acknowledged and is not so in the database. */
  async losses(pool: Pool): Promise<string[]> {
    const { rows } = await pool.query<Person>(
      `select m.id, m.email, m.resource->>'displayName' as "displayName", m.active, m.user_id as "userId",
         (select cohort_id from cohort_member c where c.organization_id = m.organization_id and c.member_id = m.id) as "cohortId"
       from member m`,
    );
    const stored = new Map(rows.map((row) => [row.id, row]));
    const twice = rows.length === this.people.length ? [] : [`${rows.length} members for ${this.people.length} people`];
    const lost = this.people.filter((person) => !same(person, stored.get(person.id)));
    return [...twice, ...lost.map((person) => JSON.stringify([person, stored.get(person.id)]))];
  }

  private async again(step: () => Promise<void>, pauseMs = 10): Promise<void> {
    try {
      while (!this.stopping.signal.aborted) {
        await step();
        await wait(pauseMs);
      }
    } catch (error) {
      this.surprises.push(String(error));
    }
  }

  /** Creates a person, renames and disables some, and keeps a group. */
  private directory(name: string): () => Promise<void> {
    let count = 0;
    let cohortId: string | null = null;
    return async () => {
      cohortId ??= await this.createGroup(`Group ${name}`);
      count += 1;
      const person = await this.createPerson(`${name}${count}@acme.example`);
      await this.write('PATCH', `Groups/${cohortId}`, patch('add', 'members', [{ value: person.id }]));
      person.cohortId = cohortId;
      await this.write('PATCH', `Users/${person.id}`, patch('replace', 'displayName', `Renamed ${count}`));
      person.displayName = `Renamed ${count}`;
      this.people.push(person);
      if (count % 4 !== 0) return;
      const former = this.people[Math.floor(Math.random() * this.people.length)];
      if (former === undefined || !former.email.startsWith(name) || !signedIn(former)) return;
      await this.write('PATCH', `Users/${former.id}`, patch('replace', 'active', false));
      former.active = false;
    };
  }

  private async createPerson(email: string): Promise<Person> {
    const body = { schemas: [core], userName: email, active: true, displayName: email, emails: emails(email) };
    const told = await this.insist('POST', '/scim/v2/acme/Users', body);
    const id = told.status === 409 && !told.sure ? await this.find('Users', `userName eq "${email}"`) : told.body['id'];
    this.expect(told, told.sure ? [201] : [201, 409], `POST ${email}`);
    this.arrive(email);
    return { id: String(id), email, displayName: email, active: true, userId: null, cohortId: null };
  }

  private async createGroup(displayName: string): Promise<string> {
    const told = await this.insist('POST', '/scim/v2/acme/Groups', { schemas: [group], displayName });
    this.expect(told, told.sure ? [201] : [201, 409], `POST ${displayName}`);
    return told.status === 201
      ? String(told.body['id'])
      : String(await this.find('Groups', `displayName eq "${displayName}"`));
  }

  private async find(kind: string, filter: string): Promise<unknown> {
    const told = await this.insist('GET', `/scim/v2/acme/${kind}?filter=${encodeURIComponent(filter)}`);
    const [first] = (told.body['Resources'] ?? []) as Record<string, unknown>[];
    return first?.['id'];
  }

  private async write(method: string, path: string, body: object): Promise<void> {
    this.expect(await this.insist(method, `/scim/v2/acme/${path}`, body), [200, 204], `${method} ${path}`);
  }

  /** Somebody whom the directory has made signs in. */
  private signIn(): () => Promise<void> {
    return async () => {
      const person = this.people.find(({ userId, active }) => userId === null && active);
      if (person === undefined) return;
      person.userId = claiming;
      const body = { issuer: 'https://login.example', subject: person.id, email: person.email, emailVerified: true };
      const told = await this.insist('POST', '/api/v1/claims', { ...body, displayName: 'Somebody' }, this.tokens.claim);
      this.expect(told, told.sure ? [201] : [200, 201], `claim ${person.email}`);
      person.userId = String((told.body['user'] as Record<string, unknown> | undefined)?.['id']);
    };
  }

  private administrator(): () => Promise<void> {
    const paths = ['/members?limit=50', '/overview', '/sync-runs', '/unmapped', '/audit-events', '/mappings'];
    let count = 0;
    return async () => {
      const path = `${organization}${paths[(count += 1) % paths.length]}`;
      this.expect(await this.insist('GET', path, undefined, this.tokens.admin), [200], path);
    };
  }

  private runner(): () => Promise<void> {
    return async () => {
      const told = await this.insist('POST', `${organization}/sync-runs`, { force: true }, this.tokens.admin);
      this.expect(told, [202, 409], 'POST sync-runs');
      if (told.status === 202) this.runs += 1;
    };
  }

  private insist(method: string, path: string, body?: object, token = this.tokens.scim) {
    return this.caller.insist({ token, method, path, ...(body === undefined ? {} : { body }) });
  }

  private expect(told: Told, statuses: readonly number[], what: string): void {
    if (!statuses.includes(told.status)) this.surprises.push(`${what}: ${told.status} ${JSON.stringify(told.body)}`);
  }
}

function signedIn({ userId }: Person): boolean {
  return userId !== null && userId !== claiming;
}

function emails(value: string): object[] {
  return [{ primary: true, type: 'work', value }];
}

function patch(op: string, path: string, value: unknown): object {
  return { schemas: [patchOp], Operations: [{ op, path, value }] };
}

function same(person: Person, stored: Person | undefined): boolean {
  if (stored === undefined) return false;
  const keys = ['email', 'displayName', 'active', 'userId', 'cohortId'] as const;
  return keys.every((key) => person[key] === stored[key]);
}
