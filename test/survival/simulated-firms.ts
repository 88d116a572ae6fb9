import { DutyRoster } from '../../src/jobs/duty-roster.js';
import { Firm, type World } from '../lcvista/compliance-world.js';
import type { SeededRandom } from './seeded-random.js';

const hourMs = 3_600_000;

/** A firm somewhere on earth. */
export interface Place {
  readonly timezone: string;
  readonly syncTime: string;
}

/** A scheduled run: the date it is for, and when it was queued. */
export interface QueuedRun {
  readonly date: string;
  readonly at: Date;
}

/** Firms that live through simulated time: the real duty queues their mornings, and nobody reads any site. */
export class SimulatedFirms {
  private readonly firms = new Map<Place, Firm>();

  private constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  static async open(world: World, places: readonly Place[], random: SeededRandom): Promise<SimulatedFirms> {
    const firms = new SimulatedFirms(world, random);
    for (const place of places) {
      firms.firms.set(place, await Firm.create(world, {}, place));
    }
    return firms;
  }

  /** What happens every few seconds, at an instant; what it queues ends at once. */
  async liveAt(at: Date): Promise<void> {
    const { clock, app } = this.world;
    clock.at = at;
    await app.app.get(DutyRoster, { strict: false }).round('seconds', new AbortController().signal);
    await app.pool.query(
      `with ended as (
         update sync_run set status = 'failed', finished_at = $1, error_code = 'lcvista-unavailable',
           error_message = 'Nobody reads it.'
         where status = 'queued' returning id)
       delete from graphile_worker._private_jobs where key in (select 'sync-run:' || id from ended)`,
      [at],
    );
  }

  /** From one instant to another in steps of about so many hours. */
  async liveThrough(from: Date, to: Date, stepHours: number): Promise<number> {
    let ticks = 0;
    for (let at = from.getTime(); at < to.getTime(); at += stepHours * hourMs * (0.5 + this.random.next() / 2)) {
      await this.liveAt(new Date(at));
      ticks += 1;
    }
    return ticks;
  }

  /** The runs of a place, by date. */
  async runs(place: Place): Promise<QueuedRun[]> {
    const { rows } = await this.world.app.pool.query<QueuedRun>(
      `select local_date::text as date, created_at as at from sync_run
       where organization_id = $1 and trigger = 'schedule' order by local_date`,
      [this.firms.get(place)?.id],
    );
    return rows;
  }

  /** Nothing of them becomes due any more. */
  async close(): Promise<void> {
    for (const firm of this.firms.values()) await firm.call('DELETE', '/lcvista');
  }
}
