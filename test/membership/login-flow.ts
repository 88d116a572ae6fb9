import type { Environment } from '../../src/common/environment.js';
import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

/** The learning platform's login flow, with its claim token, in front of a running application. */
export class LoginFlow {
  private serial = 0;

  private constructor(
    readonly app: TestApp,
    readonly claimToken: string,
  ) {}

  static async start(options: TestAppOptions = {}): Promise<LoginFlow> {
    return LoginFlow.before(await startTestApp(options));
  }

  /** In front of an application that runs already. */
  static async before(app: TestApp): Promise<LoginFlow> {
    return new LoginFlow(app, await newToken(app, '/api/v1/tokens', { scope: 'claim', environment: 'production' }));
  }

  stop(): Promise<void> {
    return this.app.stop();
  }

  async organization(slug: string, environment: Environment = 'production', settings: object = {}): Promise<void> {
    const body = { slug, name: slug, environment, ...settings };
    const answer = await this.app.request('POST', '/api/v1/organizations', { token: this.app.platformToken, body });
    if (answer.status !== 201) throw new Error(answer.text);
  }

  organizationToken(slug: string, scope: string): Promise<string> {
    return newToken(this.app, `/api/v1/organizations/${slug}/tokens`, { scope });
  }

  newClaimToken(environment: Environment): Promise<string> {
    return newToken(this.app, '/api/v1/tokens', { scope: 'claim', environment });
  }

  claim(body: object): Promise<Answer> {
    return this.app.request('POST', '/api/v1/claims', { token: this.claimToken, body });
  }

  /** A row as the directory makes it; returns the member's id. */
  async member(slug: string, email: string, externalId: string | null = null): Promise<string> {
    this.serial += 1;
    const { rows } = await this.app.pool.query<{ id: string }>(
      `with made as (
         insert into member (organization_id, user_name, user_name_key, external_id, name, name_key, email, email_key,
           resource, compare)
         select id, $2, $2, $3, $2, $2, $4, $4,
           jsonb_strip_nulls(jsonb_build_object('userName', $2::text, 'externalId', $3::text)), '{}'
         from organization where slug = $1 returning organization_id, id
       )
       insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause)
       select organization_id, id, 'created', 'token', 'test', 'directory' from made returning member_id as id`,
      [slug, `user-${this.serial}`, externalId, email],
    );
    return rows[0]?.id ?? '';
  }
}

async function newToken(app: TestApp, path: string, draft: object): Promise<string> {
  const answer = await app.request('POST', path, { token: app.platformToken, body: { name: 'test', ...draft } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.token as string;
}
