import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { projectRoot } from '../../process/running-service.js';
import { checkInvariants } from '../../support/check-invariants.js';
import { extent, inFull } from '../extent.js';
import { reportFigures } from '../report-figures.js';
import type { ApiDocument } from './api-requests.js';
import { bytesOf, type HostileRequest } from './hostile-request.js';
import { HostileWorld } from './hostile-world.js';
import { AnswerJudge } from './judge-answer.js';
import { foreignSlug } from './known-things.js';
import { hostileRequests } from './hostile-requests.js';
import { RawConnection, readAnswer, sendAlone } from './raw-http.js';
import { until } from './populate.js';
import { Reach } from './reach.js';
import { SlowClients } from './slow-clients.js';
import { declared } from './tricks.js';
import { wireAttacks } from './wire-attacks.js';

const requests = extent({ short: 1_500, full: 100_000 });
const lanes = 12;
const seed = Number(process.env['SURVIVAL_SEED'] ?? 20_260_105);

/** A minute for a request to come, a quarter until it is looked for, and some patience with a busy machine. */
const slowestMs = 60_000 + 15_000 + 10_000;

/** A minute and a half without a byte, and as much again when the first part of it still moved something. */
const unreadMs = 2 * 90_000 + 10_000;

/** Half of it may be caches that have not been full before; more is something that is kept for every request. */
const growthBytes = 40_000_000;

/** The others hold numbers and ids, or what a run has read only until it ends. */
const holdingTexts = [
  'access_token',
  'audit_event',
  'cohort',
  'digest',
  'digest_plan',
  'lcvista_connection',
  'lcvista_user',
  'mapping',
  'mapping_block',
  'member',
  'member_event',
  'member_search',
  'moved_address',
  'oauth_client',
  'provisioning_event',
  'sync_change',
  'webhook',
  'webhook_delivery',
  'workload_identity',
];

const figures = { sent: 0, alone: 0, answered: 0, slowestMs: 0, statuses: new Map<number, number>() };

let world: HostileWorld;
let judge: AnswerJudge;
let reach: Reach;
let generated: fc.Arbitrary<HostileRequest>;

beforeAll(async () => {
  const document = JSON.parse(readFileSync(`${projectRoot}/test/snapshots/openapi.json`, 'utf8')) as ApiDocument;
  world = await HostileWorld.open();
  reach = new Reach(document);
  judge = new AnswerJudge(document as unknown as ConstructorParameters<typeof AnswerJudge>[0], world.canary);
  // Made once: it takes a while, in which nobody would notice that an answer has come.
  generated = hostileRequests(document, world.things);
}, 60_000);

afterAll(() => world.stop());

/** The platform and the neighbour may change the neighbour: such requests go out as the administrator of `acme`. */
function disarmed(request: HostileRequest): HostileRequest {
  const armed = ['platform', 'foreignAdmin', 'foreignScim'].includes(request.caller);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return armed && !reads && request.target.includes(foreignSlug) ? { ...request, caller: 'admin' } : request;
}

function count(status: number, ms: number): void {
  figures.answered += 1;
  figures.slowestMs = Math.max(figures.slowestMs, ms);
  figures.statuses.set(status, (figures.statuses.get(status) ?? 0) + 1);
}

/** One after the other on a connection that is kept; several lanes at once. */
async function attack(lane: number, runs: number): Promise<void> {
  const connection = new RawConnection(world.port);
  const property = fc.asyncProperty(generated, async (made) => {
    const request = { ...disarmed(made), headers: declared(made.headers, made.body) };
    figures.sent += 1;
    if (figures.sent % 200 === 0) await world.upkeep.open();
    if (figures.sent % 500 === 0) await world.upkeep.renew();
    const answer = await connection.ask(bytesOf(request, world.tokens[request.caller]), request.method);
    count(answer.status, answer.ms);
    reach.note(request.method, request.target, answer.status);
    judge.check(request, answer);
  });
  try {
    await fc.assert(property, { numRuns: runs, seed: seed + lane });
  } finally {
    connection.close();
  }
}

/** Broken framing, each on a connection of its own that the client closes at once on its side. */
async function attackWire(lane: number, runs: number): Promise<void> {
  const tokens = { admin: world.own.admin, scim: world.own.scim };
  const property = fc.asyncProperty(wireAttacks(tokens), async ({ name, bytes, most }) => {
    figures.alone += 1;
    let rest = await sendAlone(world.port, Buffer.from(bytes, 'latin1'));
    for (let answers = 0; rest.length > 0; answers += 1) {
      if (answers === most) throw new Error(`more than ${most} answers: ${rest.toString('latin1')}`);
      const answer = readAnswer(rest, 'GET', true);
      if (answer === null) throw new Error(`no whole answer: ${rest.toString('latin1')}`);
      const text = answer.body.toString();
      count(answer.status, 0);
      const [method = '', target = ''] = bytes.split(' ', 2);
      const request = { method, target, caller: 'admin', headers: [], body: name } as const;
      judge.check(request, { status: answer.status, headers: answer.headers, text, ms: 0 });
      rest = rest.subarray(answer.length);
    }
  });
  await fc.assert(property, { numRuns: runs, seed: seed + 1_000 + lane });
}

async function both(share: number): Promise<void> {
  const each = Math.ceil((requests * share) / lanes);
  const wire = Math.ceil(each / 12);
  await Promise.all(Array.from({ length: lanes }, (_, lane) => attack(lane + Math.round(share * 100), each - wire)));
  await Promise.all(Array.from({ length: lanes }, (_, lane) => attackWire(lane + Math.round(share * 100), wire)));
}

function told(statuses: ReadonlyMap<number, number>): string {
  return [...statuses]
    .toSorted(([one], [other]) => one - other)
    .map(([status, times]) => `${status}: ${times}`)
    .join(' ');
}

describe('hostile clients', () => {
  it('are noticed when they change a row of the neighbour', async () => {
    const before = await world.foreignState();
    const turn = `update webhook set enabled = not enabled
      where organization_id = (select id from organization where slug = $1)`;
    await world.pool.query(turn, [foreignSlug]);
    expect(await world.foreignState()).not.toEqual(before);
    await world.pool.query(turn, [foreignSlug]);
    expect(await world.foreignState()).toEqual(before);
  });

  it('has a canary in every table of an organization that holds a text of its own', async () => {
    expect(await world.tablesWithCanary()).toEqual(holdingTexts);
  });

  it('get no fault, no stack, nobody else’s data, and only answers as documented', async () => {
    const before = await world.foreignState();
    const slow = new SlowClients(world.port, extent({ short: 10, full: 100 }));
    let [grown, stillServed] = [0, 0];
    try {
      await both(0.2);
      const warm = await world.heap();
      await both(0.8);
      grown = (await world.heap()) - warm;
      if (inFull) {
        await until(() => Promise.resolve(slow.ended.count === slow.connections), slowestMs);
        await until(() => Promise.resolve(slow.ageMs > unreadMs), unreadMs);
        stillServed = await slow.stillServed();
      }
    } finally {
      slow.stop();
    }
    const { count: shownTheDoor, latestMs } = slow.ended;
    reportFigures('hostile clients', {
      seed,
      requests: figures.sent + figures.alone,
      'on connections of their own': figures.alone,
      answers: figures.answered,
      'answers by status': told(figures.statuses),
      routes: reach.all,
      'of them served': reach.all - reach.unserved().length,
      'slow clients': slow.connections,
      'of them shown the door': shownTheDoor,
      'the last after s': Math.round(latestMs / 1_000),
      'slowest ms': Math.round(figures.slowestMs),
      'heap grown by KB': Math.round(grown / 1_000),
    });
    expect(latestMs).toBeLessThan(slowestMs);
    expect(stillServed).toBe(0);
    if (inFull) expect([reach.unasked(), reach.unserved()]).toEqual([[], []]);
    expect(await world.foreignState()).toEqual(before);
    await checkInvariants(world.pool);
    // It may be asked to come back, but not be put off by that.
    expect(figures.statuses.get(503) ?? 0).toBeLessThan(requests / 100);
    expect(world.service.output().match(/^.*"level":[56]0.*$/gm) ?? []).toEqual([]);
    const ready = await fetch(`${world.service.url}/health/ready`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ok']);
    expect(grown).toBeLessThan(growthBytes);
  }, 900_000);
});
