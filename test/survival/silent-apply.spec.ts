import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { type DataFolder, makeDataFolder } from '../support/data-folder.js';
import { BusyService } from './busy-service.js';
import { inFull } from './extent.js';
import { reportFigures } from './report-figures.js';

/** It takes as long as the service is patient, which nobody wants to wait for every day. */
const inFullOnly = inFull ? describe : describe.skip;

inFullOnly('a network that falls silent while a run is applied', () => {
  let site: StandInLcvista;
  let folder: DataFolder;
  let service: BusyService;

  beforeAll(async () => {
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    site.addPerson({ email: 'jane@acme.example' });
    folder = await makeDataFolder();
    service = await BusyService.start('mapping', site, folder.path, false);
  }, 60_000);

  afterAll(async () => {
    await service.remove();
    await site.stop();
    await folder.remove();
  });

  it('holds the run up for a minute or two', async () => {
    const { proxy, holder } = service;
    // Whatever was open is cut off for good; the server does not notice, and goes on with what it was told.
    proxy.silence();
    proxy.heal();
    await holder.query('rollback');
    const begun = performance.now();
    const succeeded = async (): Promise<boolean> =>
      (await holder.query(`select from sync_run where status = 'succeeded'`)).rowCount === 1;
    while (!(await succeeded())) {
      expect(performance.now() - begun).toBeLessThan(150_000);
      await wait(200);
    }
    reportFigures('silent apply', { 'taken up and done within ms': Math.round(performance.now() - begun) });
  }, 180_000);
});
