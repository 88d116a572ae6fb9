import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ApplyPlanRepository } from '../../../src/lcvista/mapping/apply-plan.repository.js';
import { MappingPlanRepository } from '../../../src/lcvista/mapping/mapping-plan.repository.js';
import { TestDoor } from '../../support/test-door.js';
import { storePopulation } from './store-population.js';

const people = 300;

/**
 * A second run soon after the first (an admin who tries things out) met a table that the planner took for empty, and
 * compared each of 90,000 mappings with each other one; it never ended.
 */
it('a run that maps tells the planner, in the same transaction', async () => {
  const door = await TestDoor.open();
  const { database } = door;
  try {
    const numbers = Array.from({ length: people }, (_, at) => at);
    const stored = await storePopulation(database, {
      people: numbers.map((n) => {
        const flags = { isActive: true, assigned: true, ignored: false };
        return { id: String(n), emailKey: `${n}@x.test`, ...flags };
      }),
      members: numbers.map((n) => ({ id: randomUUID(), emailKey: `${n}@x.test`, access: 'enrolled' as const })),
      mappings: [],
      blocks: [],
    });
    const { runId, epoch } = stored;
    await database.tenantTransaction(stored.scope.organizationId, async (scope) => {
      await new MappingPlanRepository().prepare(scope, { runId, epoch, everyoneAssigned: false });
      await new ApplyPlanRepository().apply(scope, { runId, at: new Date(), localDate: '2026-01-01' });
    });
    const known = `select reltuples::int as rows from pg_class where relname = 'mapping'`;
    expect(await database.installation().query(known)).toEqual([{ rows: people }]);
  } finally {
    await door.close();
  }
});
