import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { allMigrations } from '../../migrations/all-migrations.js';
import { Departure } from './departure.js';
import type { Readiness, ReadinessCheck } from './health.dto.js';
import { isDatabaseAway } from '../database/is-database-away.js';
import { ProbeRepository } from './probe.repository.js';

/** Whoever asks is a balancer, and waits no longer: a database that takes its time is as good as away. */
const patienceMs = 3_000;

/** Whether requests should come to this process. */
@Injectable()
export class ReadinessService {
  private readonly logger = new Logger(ReadinessService.name);

  constructor(
    private readonly probes: ProbeRepository,
    private readonly departure: Departure,
  ) {}

  /** Looks at the database, its migrations and the job queue; what is wrong is in the answer, not thrown. */
  async check(): Promise<Readiness> {
    const [migrations, jobQueue] = await Promise.all([
      this.unlessAway(this.migrations()),
      this.unlessAway(this.jobQueue()),
    ]);
    const answered = migrations !== null || jobQueue !== null;
    const checks = {
      database: answered ? good('answers') : bad('does not answer'),
      migrations: migrations ?? bad('cannot be seen'),
      jobQueue: jobQueue ?? bad('cannot be seen'),
      ...(this.departure.isDeparting ? { process: bad('is stopping') } : {}),
    };
    const ok = Object.values(checks).every((check) => check.ok);
    return { status: ok ? 'ok' : 'unavailable', checks };
  }

  /** @returns null when the database does not answer */
  private async unlessAway(check: Promise<ReadinessCheck>): Promise<ReadinessCheck | null> {
    const late = new AbortController();
    try {
      const silence = wait(patienceMs, null, { signal: late.signal });
      return await Promise.race([check, silence]);
    } catch (error) {
      if (isDatabaseAway(error)) return null;
      this.logger.error({ err: error, msg: 'a check of the readiness failed' });
      return bad('cannot be read; the log says why');
    } finally {
      late.abort();
    }
  }

  private async migrations(): Promise<ReadinessCheck> {
    const ran = await this.probes.migrations();
    const missing = allMigrations.map(({ name }) => name).filter((name) => !ran.has(name));
    return missing.length === 0 ? good(`all ${ran.size} have run`) : bad(`not yet: ${missing.join(', ')}`);
  }

  /** Jobs that wait are no reason to send requests elsewhere; the metrics tell of them. */
  private async jobQueue(): Promise<ReadinessCheck> {
    const state = await this.probes.queue();
    if (state === null) return bad('has not been set up');
    return good(`${state.waiting} waiting, the oldest for ${Math.round(state.oldestSeconds)} seconds`);
  }
}

function good(detail: string): ReadinessCheck {
  return { ok: true, detail };
}

function bad(detail: string): ReadinessCheck {
  return { ok: false, detail };
}
