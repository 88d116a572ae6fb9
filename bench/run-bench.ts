import { loadWorld } from './load/load-world.js';
import { MappingBench } from './mapping/measure-mapping.js';
import { measureKind } from './measure/measure-kind.js';
import { memoryOf, parentOf } from './measure/process-use.js';
import type { BenchOptions } from './read-options.js';
import type { MappingResult, PairResult, Results } from './report/result.js';
import { adminWorks } from './works/admin-works.js';
import { byKind } from './works/by-kind.js';
import { claimWork } from './works/claim-work.js';
import { groupWorks } from './works/group-works.js';
import { readWorks } from './works/read-works.js';
import { requireSameAnswers } from './works/same-answers.js';
import type { Work } from './works/work.js';
import { writeWorks } from './works/write-works.js';
import { foldTallies } from './world/fold-tallies.js';
import type { World } from './world/world.js';

const mappingName = 'mapping';

/** Loads the data and measures everything, in an order in which nothing disturbs what comes after. */
export async function runBench(world: World, options: BenchOptions, log: (line: string) => void): Promise<Results> {
  const { client, small, large, service, floor } = world;
  log(`loading ${small.users} and ${large.users} users`);
  const { smallSample, largeSample, cohorts } = await loadWorld(world);
  await requireSameAnswers(small, smallSample, [service, floor]);
  await requireSameAnswers(large, largeSample, [service, floor]);
  const postgres = await postgresProcess(world);
  const measure = async (works: readonly Work[]): Promise<PairResult[]> => {
    const results: PairResult[] = [];
    for (const alike of byKind(works.filter(({ name }) => options.only.test(name)))) {
      await foldTallies(client);
      log(alike.map(({ name }) => name).join('; '));
      results.push(...(await measureKind(alike, world, { options, postgres })));
    }
    return results;
  };
  const pairs = [
    ...(await measure([...readWorks(small, smallSample), ...readWorks(large, largeSample)])),
    ...(await measure(writeWorks(large, largeSample))),
    ...(await measure(await groupWorks(client, large, cohorts))),
    ...(await measure([await claimWork(client, large, world.claimToken, options)])),
  ];
  let mappings: MappingResult[] = [];
  if (options.only.test(mappingName)) {
    log(mappingName);
    await client.query('vacuum (analyze) member, member_search');
    mappings = await new MappingBench(world, postgres).measure(Math.min(2, options.rounds));
  }
  pairs.push(...(await measure(adminWorks(large))));
  return {
    at: new Date().toISOString(),
    node: process.versions.node,
    postgres: await versionOf(world),
    small: small.users,
    large: large.users,
    connections: options.connections,
    pairs,
    mappings,
    memory: memoryOf(service.child.pid),
  };
}

/** The server process that all others of the database descend from. */
async function postgresProcess({ client }: World): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return parentOf(rows[0]?.pid ?? 0) ?? 0;
}

async function versionOf({ client }: World): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version');
  return rows[0]?.server_version ?? '';
}
