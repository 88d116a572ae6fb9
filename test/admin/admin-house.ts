import { startTestApp, type TestApp } from '../support/test-app.js';
import type { Answer, RequestOptions } from '../support/http-client.js';

/** A member's row as directory and sign-in would have left it. */
export interface TestMember {
  readonly name: string;
  /** Left out: the name in lower case with dots, at acme.com. */
  readonly email?: string | null;
  readonly userName?: string;
  readonly externalId?: string;
  readonly claimed?: { loginEmail?: string; at?: string };
  readonly removed?: boolean;
  readonly deleted?: boolean;
}

/** An LCVista user's row as a sync run would have left it. */
export interface TestPerson {
  readonly id: string;
  readonly email: string | null;
  readonly isActive?: boolean;
  readonly assigned?: boolean;
  readonly ignoredReason?: string;
}

/** The application with organizations whose rows are made past it. */
export class AdminHouse {
  private serial = 0;

  private constructor(readonly app: TestApp) {}

  static async open(): Promise<AdminHouse> {
    return new AdminHouse(
      await startTestApp({ byHand: ['people', 'history', 'mappings', 'runs', 'counts', 'outbox', 'secrets'] }),
    );
  }

  close(): Promise<void> {
    return this.app.stop();
  }

  /** A request below an organization, by the platform unless another token is given. */
  get(slug: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.send('GET', slug, path, options);
  }

  send(method: string, slug: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const token = options.token ?? this.app.platformToken;
    return this.app.request(method, `/api/v1/organizations/${slug}/${path}`, { ...options, token });
  }

  async rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.app.pool.query<Row>(text, values)).rows;
  }

  async organization(slug: string, environment = 'production'): Promise<string> {
    const text = `insert into organization (slug, name, environment, timezone, sync_time)
      values ($1, $1, $2, 'UTC', '06:00') returning id`;
    return this.one(text, [slug, environment]);
  }

  async token(slug: string, scope: string): Promise<string> {
    const answer = await this.send('POST', slug, 'tokens', { body: { name: `${scope} token`, scope } });
    return answer.body.token as string;
  }

  async member(organizationId: string, given: TestMember): Promise<string> {
    this.serial += 1;
    const email = given.email === undefined ? `${given.name.toLowerCase().replaceAll(' ', '.')}@acme.com` : given.email;
    const userName = given.userName ?? email ?? `user-${this.serial}`;
    const userId = given.claimed === undefined ? null : await this.user(given.claimed.loginEmail ?? email ?? 'x@x.com');
    const gone = given.removed === true || given.deleted === true;
    return this.one(
      `insert into member (organization_id, user_name, user_name_key, external_id, name, name_key, email, email_key,
         email_keys, active, removed_at, deleted_at, user_id, claimed_at, resource, compare)
       values ($1, $2, lower($2), $3, $4, lower($4), $5, lower(trim($5)), array_remove(array[lower($5)], null),
         $6::boolean, case when $7::boolean then now() end, case when $8::boolean then now() end, $9::uuid,
         case when $9::uuid is not null then coalesce($10::timestamptz, now()) end, '{}', '{}') returning id`,
      [
        organizationId,
        userName,
        given.externalId ?? null,
        given.name,
        email,
        given.removed !== true,
        gone,
        given.deleted === true,
        userId,
        given.claimed?.at ?? null,
      ],
    );
  }

  async cohort(organizationId: string, name: string, memberIds: readonly string[]): Promise<string> {
    const id = await this.one(
      `insert into cohort (organization_id, display_name, display_name_key, resource, compare)
       values ($1, $2, lower($2), '{}', '{}') returning id`,
      [organizationId, name],
    );
    await this.rows(`insert into cohort_member select $1, $2, unnest($3::uuid[])`, [organizationId, id, memberIds]);
    return id;
  }

  async person(organizationId: string, given: TestPerson): Promise<void> {
    await this.rows(
      `insert into lcvista_user (organization_id, id, email, email_key, is_active, assigned, ignored_at, ignored_reason)
       values ($1, $2, $3, lower(trim($3)), $4, $5, case when $6::text is not null then now() end, $6)`,
      [
        organizationId,
        given.id,
        given.email,
        given.isActive ?? true,
        given.assigned ?? true,
        given.ignoredReason ?? null,
      ],
    );
  }

  /** Maps a member by the rule. */
  async map(organizationId: string, memberId: string, lcvistaUserId: string, flags: string[] = []): Promise<string> {
    return this.one(
      `insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by, flags)
       values ($1, $2, $3, 'rule', 'sync run', $4) returning id`,
      [organizationId, memberId, lcvistaUserId, flags],
    );
  }

  /** A connection whose next sync is tomorrow, and optionally a complete reading. */
  async connect(organizationId: string, lastGoodAt: string | null = null): Promise<void> {
    await this.rows(
      `insert into lcvista_connection (organization_id, site_url, api_key_sealed, api_key_last4, catalog, assignment,
         shrink_limit_percent, next_sync_at)
       values ($1, 'https://acme.lcvista.com', '\\x00', '1234', 'LumiQ', 'groups', 20, now() + interval '1 day')`,
      [organizationId],
    );
    if (lastGoodAt !== null) await this.run(organizationId, 'succeeded', lastGoodAt);
  }

  async run(organizationId: string, status: string, finishedAt: string, error: string | null = null): Promise<string> {
    return this.one(
      `insert into sync_run (organization_id, trigger, status, requested_by, started_at, finished_at, error_code,
         error_message)
       values ($1, 'manual', $2, 'test', $3, $3, $4, $4) returning id`,
      [organizationId, status, finishedAt, error],
    );
  }

  private user(loginEmail: string): Promise<string> {
    return this.one(
      `insert into user_profile (environment, issuer, subject, display_name, login_email, login_email_key)
       values ('production', 'https://login.example', $1, $2, $2, lower($2)) returning id`,
      [`subject-${this.serial}`, loginEmail],
    );
  }

  private async one(text: string, values: unknown[]): Promise<string> {
    const [row] = await this.rows<{ id: string }>(text, values);
    if (row === undefined) throw new Error('nothing was inserted');
    return row.id;
  }
}
