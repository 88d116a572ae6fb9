import { deepStrictEqual } from 'node:assert';
import type { SampledMember } from '../load/sample-members.js';
import type { Server } from '../world/world.js';
import type { Tenant } from '../world/tenant.js';
import { readWorks } from './read-works.js';

/**
 * Asks both servers for the same, one call of each work that reads: a floor that left something out would be no floor.
 *
 * @throws AssertionError with the difference
 */
export async function requireSameAnswers(
  tenant: Tenant,
  sample: readonly SampledMember[],
  [service, floor]: readonly [Server, Server],
): Promise<void> {
  for (const work of readWorks(tenant, sample)) {
    const { path, headers } = work.calls('service')();
    deepStrictEqual(await answerOf(floor, path, headers), await answerOf(service, path, headers));
  }
}

/** The answer without the server's own address. */
async function answerOf({ url }: Server, path: string, headers: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${url}${path}`, { headers });
  return JSON.parse((await response.text()).replaceAll(url, 'http://server')) as unknown;
}
