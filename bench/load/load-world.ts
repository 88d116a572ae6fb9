import type { World } from '../world/world.js';
import { type Cohorts, fillCohorts } from './fill-cohorts.js';
import { fillMembers } from './fill-members.js';
import { type SampledMember, sampleMembers } from './sample-members.js';
import { withoutIndexes } from './without-indexes.js';

/** What lies in the database when the measuring begins. */
export interface Loaded {
  readonly smallSample: readonly SampledMember[];
  readonly largeSample: readonly SampledMember[];
  readonly cohorts: Cohorts;
}

const sampled = 5_000;
const largestCohort = 100_000;

/** Loads both organizations with groups of the same kind, so that their pages weigh the same. */
export async function loadWorld({ client, small, large }: World): Promise<Loaded> {
  await withoutIndexes(client, 'member', () =>
    withoutIndexes(client, 'member_search', async () => {
      await fillMembers(client, small.id, small.users, small.domain);
      await fillMembers(client, large.id, large.users, large.domain);
    }),
  );
  const share = Math.ceil(large.users / largestCohort);
  await fillCohorts(client, small.id, small.users, share);
  const cohorts = await fillCohorts(client, large.id, large.users, share);
  await client.query('vacuum (analyze)');
  await client.query('checkpoint');
  return {
    smallSample: await sampleMembers(client, small.id, small.users, sampled),
    largeSample: await sampleMembers(client, large.id, large.users, sampled),
    cohorts,
  };
}
