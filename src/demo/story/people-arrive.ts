import { randomUUID } from 'node:crypto';
import { employees } from './cast.js';
import { itemsOf } from './http.js';
import { organization, type Scene } from './stage.js';

const issuer = 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/v2.0';

/** Entra tests the connection, then pushes the users and a group with its members. */
export async function provision({ narrator, entra, ids, admin }: Scene): Promise<void> {
  narrator.chapter('Entra tests the connection, then pushes people and a group over SCIM');
  const tested = await entra.testConnection();
  narrator.expect(
    'the connection test finds nobody, which is a success',
    [tested.status, tested.body['totalResults']],
    [200, 0],
  );
  for (const { name, email, userName } of employees) {
    const user = { objectId: randomUUID(), displayName: name, userPrincipalName: userName, mail: email };
    ids.set(name, await entra.provisionUser(user));
  }
  await entra.provisionGroup('Audit (Toronto)', [...ids.values()]);
  const members = await admin.get(`${organization}/members?limit=200`);
  const access = itemsOf(members).map((member) => member['access']);
  narrator.expect(
    `all ${employees.length} people are members now, invited`,
    access,
    employees.map(() => 'invited'),
  );
  const cohorts = itemsOf(await admin.get(`${organization}/cohorts`));
  narrator.expect(
    'the group is a cohort',
    cohorts.map((cohort) => cohort['name']),
    ['Audit (Toronto)'],
  );
}

/** The login flow claims memberships for those who sign in; then one of them leaves. */
export async function signIn({ narrator, login, entra, ids }: Scene): Promise<void> {
  narrator.chapter('Employees sign in for the first time');
  for (const { name, email, signsIn } of employees) {
    if (!signsIn) continue;
    const claimed = await login.post('/api/v1/claims', {
      issuer,
      subject: `subject-${email}`,
      email: email.toUpperCase(),
      emailVerified: true,
      displayName: name,
    });
    narrator.expect(`${name} is enrolled`, claimed.status, 201);
  }
  const shared = await login.post('/api/v1/claims', {
    issuer,
    subject: 'subject-tax',
    email: 'tax@acme.example',
    emailVerified: true,
    displayName: 'Sofia Kovalevskaya',
  });
  narrator.expect('two members share tax@acme.example: nobody is guessed', shared.body['code'], 'ambiguous-membership');
  await entra.disable(ids.get('Charles Babbage') ?? '');
  narrator.say('Charles Babbage leaves: Entra disables him, his membership is removed, his record stays');
}
