import { StandInLcvista } from '../../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { USER_URN } from '../../../src/scim-core/schema/user-schema.js';
import { type Answer, request } from '../../support/http-client.js';

/** Who may do everything, and where. */
export interface Office {
  readonly url: string;
  readonly platformToken: string;
  /** Of the firm's environment. */
  readonly claimToken: string;
  /** Hears every body that goes out and every answer that comes back. */
  readonly onAnswer?: (sent: unknown, answer: Answer) => void;
}

/** An organization with one of everything, whose every text holds the same word. */
export interface Firm {
  readonly slug: string;
  readonly admin: string;
  readonly viewer: string;
  readonly scim: string;
  readonly ids: Record<string, string[]>;
  readonly cursors: string[];
  /** Everything that was shown only once. */
  readonly secrets: string[];
  readonly client: { readonly id: string; readonly secret: string };
}

/** Makes an organization through the public interfaces, so that its words stand wherever real ones would. */
export async function populate(
  office: Office,
  slug: string,
  word: string,
  site: StandInLcvista,
  environment = 'production',
): Promise<Firm> {
  const { url, platformToken } = office;
  const send = async (method: string, path: string, body?: unknown, token = platformToken): Promise<Answer['body']> => {
    const answer = await request(url, method, path, { token, ...(body === undefined ? {} : { body }) });
    office.onAnswer?.(body, answer);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const base = `/api/v1/organizations/${slug}`;
  const signIn = { issuer: `https://${word}.example.com`, audience: word };
  await send('POST', '/api/v1/organizations', { slug, name: word, environment, signIn });
  const make = (scope: string): Promise<Answer['body']> =>
    send('POST', `${base}/tokens`, { name: `${word} ${scope}`, scope });
  const [admin, viewer, scim, spare] = [
    await make('admin'),
    await make('viewer'),
    await make('scim'),
    await make('viewer'),
  ];
  const client = await send('POST', `${base}/oauth-clients`, { name: word });
  const secret = await send('POST', `${base}/oauth-clients/${client.id}/secrets`, {});
  await send('PUT', `${base}/workload-identity`, { ...signIn, subject: word });

  const members: string[] = [];
  for (const serial of [0, 1, 2, 3, 4, 5]) {
    const made = await send('POST', `/scim/v2/${slug}/Users`, userOf(word, slug, serial), scim.token);
    members.push(made.id as string);
  }
  const cohort = { displayName: `${word} cohort`, externalId: word, members: members.map((value) => ({ value })) };
  const group = await send('POST', `/scim/v2/${slug}/Groups`, cohort, scim.token);
  for (const serial of [0, 1, 2, 3]) {
    const person = {
      issuer: `https://${word}.example.com`,
      subject: `${word} ${serial}`,
      displayName: `${word} ${serial}`,
    };
    const email = addressOf(word, slug, serial);
    await send(
      'POST',
      '/api/v1/claims',
      { ...person, email, emailVerified: true, organization: slug },
      office.claimToken,
    );
  }

  const seen = [0, 1, 2, 3].map((serial) => {
    const email = serial < 3 ? addressOf(word, slug, serial) : `stranger-${addressOf(word, slug, serial)}`;
    return site.addPerson({ email, firstName: word, lastName: word, username: `${word}${serial}` }).id;
  });
  site.addCatalog(word, [7]);
  site.groups.set(7, seen);
  await send('PUT', `${base}/lcvista`, { siteUrl: site.url, apiKey: site.apiKey, catalog: word });
  await send('POST', `${base}/lcvista/check`);
  const run = await send('POST', `${base}/sync-runs`, { force: true });
  await until(async () => (await send('GET', `${base}/sync-runs/${run.id}`)).status === 'succeeded');

  const pair = { memberId: members[3], lcvistaUserId: String(seen[3]), reason: word };
  const mapping = await send('POST', `${base}/mappings`, pair);
  await send('DELETE', `${base}/mappings/${mapping.id}`, { reason: word });
  await send('POST', `${base}/unmapped/${seen[3]}/ignore`, { reason: word });
  const hook = await send('POST', `${base}/webhooks`, { url: `${site.url}/${word}` });
  await send('PUT', `${base}/digest`, { weekday: 'monday', recipients: [`${word}@example.com`] });
  await send('PATCH', `${base}/members/${members[0]}`, { displayName: `${word} by hand` });
  await send('DELETE', `${base}/members/${members[2]}/claim`, { reason: word });
  await send('DELETE', `/scim/v2/${slug}/Users/${members[5]}`, undefined, scim.token);
  await request(url, 'POST', `/scim/v2/${slug}/Users`, { token: scim.token, body: userOf(word, slug, 0) });

  const listed = async (path: string): Promise<{ id: string }[]> => (await send('GET', `${base}/${path}`)).items;
  const cursors: string[] = [];
  for (const list of [
    'members',
    'audit-events',
    'provisioning-events',
    'mappings',
    'tokens',
    'unmapped?reason=ignored',
  ]) {
    const { nextCursor } = await send('GET', `${base}/${list}${list.includes('?') ? '&' : '?'}limit=1`);
    if (nextCursor !== null) cursors.push(nextCursor as string);
  }
  const mappings = (await listed('mappings')).map(({ id }) => id);
  const deliveries = (await listed(`webhooks/${hook.id}/deliveries`)).map(({ id }) => id);
  return {
    slug,
    admin: admin.token,
    viewer: viewer.token,
    scim: scim.token,
    secrets: [admin.token, viewer.token, scim.token, spare.token, secret.secret, hook.secret, site.apiKey],
    client: { id: client.clientId, secret: secret.secret },
    cursors,
    ids: {
      members,
      cohorts: [group.id],
      tokens: [spare.id],
      'oauth-clients': [client.id],
      secrets: [secret.id],
      'sync-runs': [run.id],
      mappings: [...mappings, mapping.id],
      unmapped: seen.map(String),
      webhooks: [hook.id],
      deliveries: deliveries.length === 0 ? [hook.id] : deliveries,
    },
  };
}

/** The address of one of the people of a firm. */
export function addressOf(word: string, slug: string, serial: number): string {
  return `${word}${serial}@${slug}.com`;
}

/** A user with the word in every attribute that takes text. */
export function userOf(word: string, slug: string, serial: number): object {
  const email = addressOf(word, slug, serial);
  const text = `${word} ${serial}`;
  return {
    schemas: [USER_URN, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
    userName: email,
    externalId: text,
    displayName: text,
    nickName: text,
    title: text,
    userType: text,
    profileUrl: `https://${word}.example.com`,
    name: { formatted: text, givenName: text, familyName: text, middleName: text },
    emails: [{ value: email, type: 'work', primary: true, display: text }],
    phoneNumbers: [{ value: text, type: 'work' }],
    addresses: [{ formatted: text, streetAddress: text, locality: text, type: 'work' }],
    roles: [{ value: text, display: text }],
    entitlements: [{ value: text }],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
      employeeNumber: text,
      department: text,
      costCenter: text,
      organization: text,
      division: text,
    },
  };
}

/** Waits for something to become true, at most 20 seconds unless told otherwise. */
export async function until(holds: () => Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not become true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
