import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { complianceOf, runSync, waitForRun } from '../../src/demo/story/first-morning.js';
import { HttpClient, itemsOf, type Json, textOf } from '../../src/demo/story/http.js';
import { Narrator } from '../../src/demo/story/narrator.js';
import { provision, signIn } from '../../src/demo/story/people-arrive.js';
import { connectLcvista, openOrganization } from '../../src/demo/story/set-up.js';
import { organization, type Scene } from '../../src/demo/story/stage.js';
import { type DataFolder, makeDataFolder } from '../support/data-folder.js';
import { killService, type RunningService, startService } from './running-service.js';

const platformToken = 'p'.repeat(40);

describe('a process that is killed in the middle of a sync', () => {
  let folder: DataFolder;
  let site: StandInLcvista;
  let service: RunningService;
  let scene: Scene;
  let narrator: Narrator;

  async function start(): Promise<void> {
    service = await startService([process.execPath, 'dist-test/src/main.js'], {
      DATA_DIR: folder.path,
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: site.host,
    });
  }

  beforeAll(async () => {
    folder = await makeDataFolder();
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    narrator = new Narrator(() => undefined);
    await start();
    scene = await openOrganization({ url: service.url, platformToken, site, narrator });
    await connectLcvista(scene);
    await provision(scene);
    await signIn(scene);
    await runSync(scene);
  }, 60_000);

  afterAll(async () => {
    await killService(service, folder.path);
    await site.stop();
    await folder.remove();
  });

  it('leaves yesterday’s state, and the next process takes the run up again', async () => {
    const yesterday = await members(scene.admin);
    site.person('hedy@acme.example').email = 'somebody.else@acme.example';
    const reached = new Promise<void>((resolve) => {
      site.beforeAnswer = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const run = textOf((await scene.admin.post(`${organization}/sync-runs`, {})).body, 'id');
    await reached;
    service.process.kill('SIGKILL');
    await service.ended();
    site.beforeAnswer = () => undefined;

    await start();
    const admin = new HttpClient(service.url, scene.tokens.admin);
    const again = await waitForRun({ admin }, run);
    expect([again['status'], again['error']]).toEqual(['succeeded', null]);
    const flagged = itemsOf(await admin.get(`${organization}/sync-runs/${run}/changes`));
    expect(flagged.map((change) => [change['kind'], change['reason']])).toEqual([['flagged', 'email-differs']]);
    const today = await members(admin);
    expect(today.map(mappingOf)).toEqual(yesterday.map(mappingOf));
    expect(narrator.failures).toEqual([]);
  }, 60_000);
});

function mappingOf(member: Json): unknown[] {
  return [member['id'], complianceOf(member)['state'], complianceOf(member)['lcvistaUserId']];
}

async function members(admin: HttpClient): Promise<Json[]> {
  return itemsOf(await admin.get(`${organization}/members?limit=200&access=invited,enrolled,removed`));
}
