import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DutyRoster } from '../jobs/duty-roster.js';
import { LandscapeRepository } from './metrics/landscape.repository.js';

/** So many are named in the log; the metric counts them all. */
const named = 20;

/** Says once an hour, at error level, which organizations have gone without a good sync run for too long. */
@Injectable()
export class StaleWatch implements OnModuleInit {
  private readonly logger = new Logger(StaleWatch.name);

  constructor(
    private readonly roster: DutyRoster,
    private readonly landscape: LandscapeRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.roster.add({ name: 'stale-organizations', pace: 'hour', do: () => this.report() });
  }

  /** Logs the organizations whose last good run is too old, as one error; nothing when there are none. */
  async report(): Promise<void> {
    const stale = await this.landscape.stale(this.clock.now());
    if (stale.length === 0) return;
    const organizations = stale.slice(0, named).map(({ slug }) => slug);
    const line = { organizations, count: stale.length, msg: 'the last good sync run is older than 26 hours' };
    this.logger.error(line);
  }
}
