import type { Answer } from '../support/http-client.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

/** The application with one organization, spoken to as its directory does. */
export interface ScimApp {
  readonly app: TestApp;
  readonly slug: string;
  readonly organizationId: string;
  /** What `meta.location` begins with. */
  readonly base: string;
  readonly token: string;
  /** A call of the directory; the path begins after the organization's endpoint. */
  scim(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A second process of the same service on the same database, for the same organization and token. */
  secondProcess(): Promise<ScimApp>;
  /** Another organization of the same application, to be a stranger to this one. */
  neighbour(slug: string): Promise<ScimApp>;
  stop(): Promise<void>;
}

/** Starts the application with the organization `acme`. */
export async function startScimApp(options: Pick<TestAppOptions, 'clock' | 'byHand'> = {}): Promise<ScimApp> {
  return organizationOf(await startTestApp(options), 'acme');
}

async function organizationOf(app: TestApp, slug: string): Promise<ScimApp> {
  const asPlatform = (path: string, body: unknown) =>
    app.request('POST', `/api/v1${path}`, { token: app.platformToken, body });
  await asPlatform('/organizations', { slug, name: slug });
  const { body } = await asPlatform(`/organizations/${slug}/tokens`, { name: 'Entra', scope: 'scim' });
  const { rows } = await app.pool.query<{ id: string }>(`select id from organization where slug = $1`, [slug]);
  return spokenTo(app, { slug, organizationId: rows[0]?.id ?? '', token: body.token });
}

interface Organization {
  readonly slug: string;
  readonly organizationId: string;
  readonly token: string;
}

function spokenTo(app: TestApp, organization: Organization): ScimApp {
  const { slug, organizationId, token } = organization;
  return {
    app,
    slug,
    organizationId,
    base: `${app.url}/scim/v2/${slug}`,
    token,
    scim: (method, path, content, headers) =>
      app.request(method, `/scim/v2/${slug}${path}`, {
        token,
        ...(content === undefined ? {} : { body: content }),
        ...(headers === undefined ? {} : { headers }),
      }),
    async secondProcess() {
      const { database, encryptionKey } = app;
      return spokenTo(await startTestApp({ database, encryptionKey }), organization);
    },
    neighbour: (other) => organizationOf(app, other),
    stop: () => app.stop(),
  };
}
