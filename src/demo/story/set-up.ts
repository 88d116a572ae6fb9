import { catalogName, lcvistaPeople } from './cast.js';
import { Entra } from './entra.js';
import { HttpClient, type Json, objectOf, textOf } from './http.js';
import { organization, type Scene, type Stage } from './stage.js';

/** The platform makes the organization and hands out the three tokens. */
export async function openOrganization(stage: Stage): Promise<Scene> {
  const { narrator, url, platformToken } = stage;
  narrator.chapter('The platform makes the organization "acme" and its tokens');
  const platform = new HttpClient(url, platformToken);
  const made = await platform.post('/api/v1/organizations', {
    slug: 'acme',
    name: 'Acme Accounting LLP',
    timezone: 'America/Toronto',
  });
  narrator.expect('the organization is made', made.status, 201);
  const scimEndpoint = textOf(objectOf(made.body, 'directorySync'), 'scimEndpoint');
  const scim = await makeToken(platform, `${organization}/tokens`, { name: 'Entra', scope: 'scim' });
  const admin = await makeToken(platform, `${organization}/tokens`, { name: 'Administrator', scope: 'admin' });
  const claim = await makeToken(platform, '/api/v1/tokens', {
    name: 'Login flow',
    scope: 'claim',
    environment: 'production',
  });
  narrator.say(`SCIM endpoint for Entra: ${scimEndpoint}`);
  return {
    ...stage,
    tokens: { scim, admin, claim },
    scimEndpoint,
    admin: new HttpClient(url, admin),
    login: new HttpClient(url, claim),
    entra: new Entra(scimEndpoint, scim),
    ids: new Map(),
  };
}

async function makeToken(platform: HttpClient, path: string, body: object): Promise<string> {
  const answer = await platform.post(path, body);
  if (answer.status !== 201) throw new Error(`POST ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return textOf(answer.body, 'token');
}

/** The firm's LCVista site is filled, connected and checked. */
export async function connectLcvista({ narrator, site, admin }: Scene): Promise<void> {
  narrator.chapter('The firm connects its LCVista site, and checks the connection');
  const group = 3;
  site.addCatalog(catalogName, [group]);
  site.addCatalog('Somebody else’s courses', [9]);
  for (const { id, email } of lcvistaPeople) site.addPerson({ id, email });
  site.groups.set(
    group,
    lcvistaPeople.filter((person) => person.assigned).map((person) => person.id),
  );
  const connected = await admin.put(`${organization}/lcvista`, {
    siteUrl: site.url,
    apiKey: site.apiKey,
    catalog: catalogName,
  });
  narrator.expect('the connection is set', connected.status, 200);
  narrator.expect('its key is shown by its end only', connected.body['apiKey'], `…${site.apiKey.slice(-4)}`);
  const checked = await admin.post(`${organization}/lcvista/check`, {});
  for (const step of (checked.body['steps'] ?? []) as Json[])
    narrator.say(`${String(step['step'])}: ${String(step['detail'])}`);
  narrator.expect('the check finds the site, the people and the catalog', checked.body['ok'], true);
}
