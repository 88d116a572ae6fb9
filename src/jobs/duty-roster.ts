import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseAway } from '../database/is-database-away.js';

/** How often a duty is done. */
export type Pace = 'seconds' | 'minute' | 'hour';

/** Something that is done again and again while the process lives, in every process: it must bear company. */
export interface Duty {
  readonly name: string;
  readonly pace: Pace;
  /** @param signal aborted when the process goes down */
  do(signal: AbortSignal): Promise<unknown>;
}

/** The duties of all rooms. Rooms on higher floors add theirs, so that this floor need not know them. */
@Injectable()
export class DutyRoster {
  private readonly logger = new Logger(DutyRoster.name);
  private readonly duties: Duty[] = [];
  private readonly busy = new Map<string, Promise<void>>();

  /** Takes a duty on from the next round of its pace. */
  add(duty: Duty): void {
    this.duties.push(duty);
  }

  /** Does every duty of a pace; one that is still at its last round is left alone. */
  async round(pace: Pace, signal: AbortSignal): Promise<void> {
    const due = this.duties.filter((duty) => duty.pace === pace && !this.busy.has(duty.name));
    await Promise.all(due.map((duty) => this.perform(duty, signal)));
  }

  /** Waits for what is being done at this moment. */
  async finish(): Promise<void> {
    await Promise.all(this.busy.values());
  }

  private perform(duty: Duty, signal: AbortSignal): Promise<void> {
    const done = duty
      .do(signal)
      .then(() => undefined)
      .catch((error: unknown) => this.tell(duty, error))
      .finally(() => this.busy.delete(duty.name));
    this.busy.set(duty.name, done);
    return done;
  }

  /** The next round tries again; a database that is away is no defect of the duty, and the probes tell it. */
  private tell(duty: Duty, error: unknown): void {
    this.logger[isDatabaseAway(error) ? 'warn' : 'error']({ duty: duty.name, err: error }, 'a duty failed');
  }
}
