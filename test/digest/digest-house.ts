import { WeeklyReview } from '../../src/digest/weekly-review.js';
import { Clock } from '../../src/common/clock.js';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** A clock that a test sets. */
export class SetClock extends Clock {
  constructor(private time: string) {
    super();
  }

  override now(): Date {
    return new Date(this.time);
  }

  set(time: string): void {
    this.time = time;
  }
}

/** The application, its time of day and one process or more, with organizations whose rows are made past it. */
export class DigestHouse {
  private constructor(
    readonly app: TestApp,
    readonly clock: SetClock,
    private readonly env: Record<string, string>,
  ) {}

  static async open(now: string, smtpUrl?: string): Promise<DigestHouse> {
    const env: Record<string, string> = {};
    if (smtpUrl !== undefined) Object.assign(env, { SMTP_URL: smtpUrl, SMTP_FROM: 'Muster <muster@lms.example>' });
    const clock = new SetClock(now);
    return new DigestHouse(await startTestApp({ clock, env, byHand: ['counts'] }), clock, env);
  }

  /** Another process on the same database. */
  neighbour(): Promise<TestApp> {
    const { database, encryptionKey } = this.app;
    return startTestApp({ clock: this.clock, env: this.env, database, encryptionKey });
  }

  close(): Promise<void> {
    return this.app.stop();
  }

  /** What the scheduler does every minute, at a time of day. */
  async tick(now?: string, app: TestApp = this.app): Promise<{ made: number; sent: number }> {
    if (now !== undefined) this.clock.set(now);
    return app.app.get(WeeklyReview, { strict: false }).makeDue(this.clock.now());
  }

  send(method: string, slug: string, path: string, body?: unknown, token = this.app.platformToken): Promise<Answer> {
    return this.app.request(method, `/api/v1/organizations/${slug}/${path}`, { token, body });
  }

  async digests(slug: string): Promise<Answer['body'][]> {
    return (await this.send('GET', slug, 'digests')).body.items;
  }

  async organization(slug: string, timezone = 'America/Toronto'): Promise<string> {
    const body = { slug, name: `Firm ${slug}`, timezone, syncTime: '06:00' };
    const { status } = await this.app.request('POST', '/api/v1/organizations', { token: this.app.platformToken, body });
    if (status !== 201) throw new Error(`organization: ${status}`);
    const { rows } = await this.app.pool.query<{ id: string }>('select id from organization where slug = $1', [slug]);
    return rows[0]?.id ?? '';
  }

  /** An organization whose review is due on Mondays at 12:00 UTC (in winter). */
  async withReview(slug: string, recipients: string[] = ['ann@acme.com']): Promise<string> {
    const id = await this.organization(slug);
    const { status } = await this.send('PUT', slug, 'digest', { weekday: 'monday', recipients });
    if (status !== 200) throw new Error(`digest: ${status}`);
    return id;
  }

  /** Somebody of the review queue, or with null somebody who is assigned and in nobody's way. */
  async person(organizationId: string, id: string, reason: string | null): Promise<void> {
    await this.app.pool.query(
      `insert into lcvista_user (organization_id, id, email, email_key, first_name, is_active, assigned,
         unmapped_reason, unmapped_since)
       values ($1, $2, $2 || '@acme.com', $2 || '@acme.com', 'P' || $2, true, true, $3,
         case when $3::text is not null then '2026-01-02T00:00:00Z'::timestamptz end)`,
      [organizationId, id, reason],
    );
  }
}
