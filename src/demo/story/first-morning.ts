import { employees, lcvistaPeople, mappedAtFirst } from './cast.js';
import { itemsOf, type Json, objectOf, textOf } from './http.js';
import { organization, type Scene } from './stage.js';

const patience = 60_000;

/** Asks for a run and waits until it has ended. */
export async function runSync({ admin, narrator }: Scene): Promise<Json> {
  narrator.chapter('A sync run reads LCVista and maps');
  const asked = await admin.post(`${organization}/sync-runs`, {});
  narrator.expect('the run is accepted', asked.status, 202);
  return waitForRun({ admin }, textOf(asked.body, 'id'));
}

/** Looks at a run until it is neither queued nor running. */
export async function waitForRun({ admin }: Pick<Scene, 'admin'>, id: string): Promise<Json> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { body } = await admin.get(`${organization}/sync-runs/${id}`);
    if (body['status'] !== 'queued' && body['status'] !== 'running') return body;
    if (Date.now() > deadline) throw new Error(`the run is still ${body['status']} after a minute`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Exactly the right people are mapped, and everybody else says why not, on both sides. */
export async function checkFirstMorning({ admin, narrator }: Scene, run: Json): Promise<void> {
  narrator.expect('the run succeeds', [run['status'], run['error']], ['succeeded', null]);
  const counts = objectOf(run, 'counts');
  narrator.say(
    `people ${String(counts['people'])}, assigned ${String(counts['assigned'])}, mapped ${String(counts['mapped'])}`,
  );
  const members = itemsOf(await admin.get(`${organization}/members?limit=200`));
  const mapped = members.filter((member) => complianceOf(member)['state'] === 'mapped');
  const found = Object.fromEntries(mapped.map((member) => [member['name'], complianceOf(member)['lcvistaUserId']]));
  narrator.expect(
    'exactly those who are enrolled, assigned and have the identical address are mapped',
    sorted(found),
    sorted(mappedAtFirst),
  );
  await checkReviewQueue({ admin, narrator });
  narrator.chapter('Why is somebody not mapped? The member list says it for everybody else');
  for (const { name, reason } of employees) {
    if (reason === null) continue;
    const member = members.find((item) => item['name'] === name) ?? {};
    narrator.expect(`${name}: ${reason}`, complianceOf(member)['reason'], reason);
  }
}

async function checkReviewQueue({ admin, narrator }: Pick<Scene, 'admin' | 'narrator'>): Promise<void> {
  narrator.chapter('The review queue says why not, for everybody else who is assigned');
  const unmapped = itemsOf(await admin.get(`${organization}/unmapped?limit=200`));
  const reasons = unmapped.map((entry) => [objectOf(entry, 'lcvistaUser')['id'], entry['reason']]);
  const expected = lcvistaPeople
    .filter((person) => person.reason !== null)
    .map(({ id, reason }) => [String(id), reason]);
  narrator.expect('each of them has its reason', byId(reasons), byId(expected));
  for (const entry of unmapped) {
    const { id, email } = objectOf(entry, 'lcvistaUser');
    narrator.say(
      `${String(id)} ${typeof email === 'string' ? email : '(no address)'}: ${String(entry['reason'])}. ${String(entry['advice'])}`,
    );
    for (const suggestion of (entry['suggestions'] ?? []) as Json[]) {
      narrator.say(`     perhaps ${String(suggestion['email'])} (${String(suggestion['because'])})`);
    }
  }
}

/** The compliance part of a member. */
export function complianceOf(member: Json): Json {
  return objectOf(member, 'compliance');
}

function sorted(record: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(record).toSorted(([one], [other]) => one.localeCompare(other));
}

function byId(pairs: unknown[][]): unknown[][] {
  return pairs.toSorted(([one], [other]) => String(one).localeCompare(String(other)));
}
