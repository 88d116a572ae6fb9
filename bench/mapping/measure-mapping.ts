import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { stageRoster } from '../load/stage-roster.js';
import { cpuOfFamily, type MemoryUse } from '../measure/process-use.js';
import type { Applied, MappingResult } from '../report/result.js';
import { startChild } from '../world/child.js';
import type { World } from '../world/world.js';
import { dropJoined, joinByHand } from './floor-join.js';

interface Told {
  readonly outcome: string;
  readonly seconds: number;
  readonly after: MemoryUse | null;
}

const forgetRun = `truncate mapping, mapping_block, lcvista_user, sync_change, sync_run, mapped_share, roster_person, roster_assignment`;

const countMapped = `select count(*) as mapped from mapping where organization_id = $1 and ended_at is null`;

/** Applies readings by the service's own code, and by one join: the first reading, and the same people a day later. */
export class MappingBench {
  constructor(
    private readonly world: World,
    private readonly postgres: number,
  ) {}

  /** Applies so many first readings both ways, and one more of the same people. @returns the fastest of each */
  async measure(rounds: number): Promise<MappingResult[]> {
    const { users } = this.world.large;
    const services: Applied[] = [];
    const floors: Applied[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await this.world.client.query(forgetRun);
      const runId = await stageRoster(this.world.client, this.world.large.id);
      const floor = await this.applyByHand(runId);
      floors.push(floor.applied);
      services.push(await this.apply(runId));
      await this.checkMapped(floor.mapped);
    }
    const again = await this.apply(await stageRoster(this.world.client, this.world.large.id));
    const [service, floor] = [services, floors].map(fastest);
    if (service === undefined || floor === undefined) throw new Error('no reading was applied');
    const ratio = service.seconds / floor.seconds;
    return [
      { name: 'first reading applied', goal: '<= 1.5 x one join', people: users, service, floor, ratio },
      { name: 'same reading applied again', goal: '', people: users, service: again, floor: null, ratio: null },
    ];
  }

  private async apply(runId: string): Promise<Applied> {
    await this.world.client.query('checkpoint');
    const before = cpuOfFamily(this.postgres);
    const child = startChild({
      file: 'bench/mapping/apply-run.js',
      args: [this.world.large.id, runId],
      logFile: join(this.world.folder, 'apply-run.log'),
      env: {
        DATABASE_URL: this.world.databaseUrl,
        SCHEDULER: 'off',
        ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      },
    });
    const told = JSON.parse(await child.says(/^applied (.+)$/m)) as Told;
    await child.ended();
    if (told.outcome !== 'succeeded') throw new Error(`the run ended as ${told.outcome}: ${child.output()}`);
    return { seconds: told.seconds, databaseSeconds: this.databaseSecondsSince(before), memory: told.after };
  }

  private async applyByHand(runId: string): Promise<{ applied: Applied; mapped: number }> {
    await this.world.client.query('checkpoint');
    const before = cpuOfFamily(this.postgres);
    const start = performance.now();
    const mapped = await joinByHand(this.world.client, this.world.large.id, runId);
    const seconds = (performance.now() - start) / 1_000;
    const databaseSeconds = this.databaseSecondsSince(before);
    await dropJoined(this.world.client);
    return { applied: { seconds, databaseSeconds, memory: null }, mapped };
  }

  private databaseSecondsSince(before: number | null): number | null {
    const after = cpuOfFamily(this.postgres);
    return before === null || after === null ? null : after - before;
  }

  /** Two ways that do not come to the same are not worth comparing. */
  private async checkMapped(expected: number): Promise<void> {
    const { rows } = await this.world.client.query<{ mapped: string }>(countMapped, [this.world.large.id]);
    const mapped = Number(rows[0]?.mapped);
    if (mapped !== expected) throw new Error(`the service mapped ${mapped}, the join ${expected}`);
  }
}

/** What the machine was disturbed in least. */
function fastest(all: readonly Applied[]): Applied | undefined {
  return all.toSorted((one, other) => one.seconds - other.seconds)[0];
}
