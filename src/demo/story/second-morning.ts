import { complianceOf, waitForRun } from './first-morning.js';
import { itemsOf, type Json, textOf } from './http.js';
import { organization, type Scene } from './stage.js';

/** The directory changes three people; the next morning shows what that does to their mappings. */
export async function secondMorning(scene: Scene): Promise<void> {
  const { narrator, entra, ids, admin } = scene;
  narrator.chapter('The next day: Entra renames one, disables one, and changes the address of one');
  await entra.rename(ids.get('Hedy Lamarr') ?? '', 'Hedy Kiesler', 'Kiesler');
  await entra.disable(ids.get('Barbara Liskov') ?? '');
  await entra.changeMail(ids.get('Mary Jackson') ?? '', 'mary.jackson@acme.example');
  const asked = await admin.post(`${organization}/sync-runs`, {});
  const run = await waitForRun(scene, textOf(asked.body, 'id'));
  narrator.expect('the next run succeeds', run['status'], 'succeeded');
  const changes = itemsOf(await admin.get(`${organization}/sync-runs/${textOf(run, 'id')}/changes`));
  const told = changes.map((change) => [change['kind'], change['memberId'], change['reason']]);
  narrator.expect(
    'it ends the mapping of the one who left and flags the one whose address differs; nothing else changes',
    told.toSorted(([one], [other]) => String(one).localeCompare(String(other))),
    [
      ['ended', ids.get('Barbara Liskov'), 'member-removed'],
      ['flagged', ids.get('Mary Jackson'), 'email-differs'],
    ],
  );
  const members = itemsOf(await admin.get(`${organization}/members?limit=200&access=invited,enrolled,removed`));
  const memberOf = (name: string): Json => members.find((member) => member['id'] === ids.get(name)) ?? {};
  const renamed = memberOf('Hedy Lamarr');
  narrator.expect(
    'the renamed one stays mapped',
    [renamed['name'], complianceOf(renamed)['lcvistaUserId']],
    ['Hedy Kiesler', '4713'],
  );
  narrator.expect('the changed address keeps its mapping, flagged', complianceOf(memberOf('Mary Jackson'))['flags'], [
    'email-differs',
  ]);
  narrator.expect('the one who left is removed', memberOf('Barbara Liskov')['access'], 'removed');
  showMembers(scene, members);
}

function showMembers({ narrator }: Scene, members: readonly Json[]): void {
  const rows = members.map((member) => {
    const compliance = complianceOf(member);
    const flags = ((compliance['flags'] ?? []) as string[]).map((flag) => ` (${flag})`).join('');
    const state =
      compliance['state'] === 'mapped' ? `mapped to ${String(compliance['lcvistaUserId'])}${flags}` : 'unmapped';
    return [member['name'], member['memberEmail'], member['access'], state, compliance['reason'] ?? ''].map(String);
  });
  narrator.table(['Name', 'Member email', 'Access', 'Compliance', 'Why not'], rows);
}
