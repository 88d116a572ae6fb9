import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import type { RunningService } from '../process/running-service.js';
import { type DataFolder, makeDataFolder } from '../support/data-folder.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { BusyService, type HeldTable } from './busy-service.js';
import { inFull } from './extent.js';
import { reportFigures } from './report-figures.js';

/** As README says. */
const boundMs = 30_000;

/** The database server's way of saying that it is not there yet: an error before anything else, code 57P03. */
const startingUp = Buffer.from('E\0\0\0\x29SFATAL\0C57P03\0Mthe server starts up\0\0', 'latin1');

interface Loss {
  readonly name: string;
  readonly held: HeldTable;
  happen(proxy: TcpProxy, foolish: Server): Promise<void> | void;
}

const allLosses: readonly Loss[] = [
  { name: 'nothing', held: 'mapping', happen: () => undefined },
  { name: 'refused connections', held: 'mapping', happen: (proxy) => proxy.stop() },
  { name: 'silence under a transaction', held: 'mapping', happen: (proxy) => proxy.silence() },
  { name: 'silence under a copy', held: 'roster_person', happen: (proxy) => proxy.silence() },
  {
    name: 'a server that starts up for ever',
    held: 'mapping',
    happen: (proxy, foolish) => {
      proxy.target = (foolish.address() as AddressInfo).port;
      proxy.cut();
    },
  },
];

/** The others end at once, or as these do. */
const losses = allLosses.filter(({ name }) => inFull || !/refused|under a transaction/.test(name));

describe('a process that is told to stop after its database has gone', () => {
  let site: StandInLcvista;
  let folder: DataFolder;
  let foolish: Server;
  const services: BusyService[] = [];

  beforeAll(async () => {
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    site.addCatalog('LumiQ', [3]);
    site.addPerson({ email: 'jane@acme.example' });
    folder = await makeDataFolder();
    foolish = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(startingUp));
    });
    foolish.listen(0, '127.0.0.1');
    await once(foolish, 'listening');
    for (const { held } of losses) services.push(await BusyService.start(held, site, folder.path, inFull));
  }, 60_000);

  afterAll(async () => {
    for (const service of services) await service.remove();
    foolish.close();
    await site.stop();
    await folder.remove();
  });

  it('ends in time, well, and without calling anybody', async () => {
    const ends = await Promise.all(
      losses.map(async (loss, index) => {
        const { service, proxy, answer } = services[index] as BusyService;
        await loss.happen(proxy, foolish);
        const begun = performance.now();
        service.process.kill('SIGTERM');
        const exit = await Promise.race([service.ended(), after(boundMs + 5_000)]);
        const tookMs = Math.round(performance.now() - begun);
        const answered = await Promise.race([answer, after(1_000)]);
        return { name: loss.name, exit, tookMs, answer: answered, said: alarms(service) };
      }),
    );
    reportFigures('stop without database', Object.fromEntries(ends.map(({ name, tookMs }) => [`${name} ms`, tookMs])));
    expect(ends).toEqual(
      losses.map(({ name }) => ({
        name,
        exit: 0,
        tookMs: expect.any(Number),
        answer: 503,
        said: [],
      })),
    );
    for (const { tookMs } of ends) expect(tookMs).toBeLessThan(boundMs);
  }, 90_000);

  it('has given its run back where it could', async () => {
    const { holder } = services[0] as BusyService;
    await holder.query('rollback');
    expect((await holder.query('select status from sync_run')).rows).toEqual([{ status: 'queued' }]);
  });
});

function after(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'not over').unref());
}

function alarms(service: RunningService): string[] {
  return service
    .output()
    .split('\n')
    .filter((line) => /^\{"level":(50|60)/.test(line))
    .map((line) => line.slice(0, 600));
}
