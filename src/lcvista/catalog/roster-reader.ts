import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantScope } from '../../database/scope.js';
import type { LcvistaClient } from '../client/lcvista-client.js';
import type { LcvistaPerson } from '../client/parse-row.js';
import { readRoster } from '../client/read-roster.js';
import type { ConnectionSettings } from '../connection/connection.js';
import { type Reading, RosterRepository } from './roster.repository.js';

export interface Progress {
  readonly peopleRead: number;
  /** null: the site does not say */
  readonly peopleTotal: number | null;
}

export interface SiteReading extends Reading {
  readonly client: LcvistaClient;
  readonly settings: ConnectionSettings;
  /** called from time to time; the reading waits for it, and ends when it throws */
  readonly onProgress: (progress: Progress) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Rows that are kept in memory until they are worth a statement of their own. */
const batchSize = 2_000;
const progressEveryMs = 1_000;

/** Reads a site into the roster, batch by batch, so that memory does not grow with the site. */
@Injectable()
export class RosterReader {
  constructor(
    private readonly roster: RosterRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Reads everything, or throws: only a reading that returns is complete.
   *
   * @throws LcvistaError, what `onProgress` throws, or the signal's reason
   */
  async read(scope: TenantScope, reading: SiteReading): Promise<Progress> {
    const { client, settings, signal } = reading;
    const people: LcvistaPerson[] = [];
    const assigned: string[] = [];
    const progress = new ProgressReport(this.clock, reading.onProgress);
    const flush = async (least: number): Promise<void> => {
      if (people.length > least) await this.roster.addPeople(scope, reading, people.splice(0));
      if (assigned.length > least) await this.roster.addAssignments(scope, reading, assigned.splice(0));
    };
    await readRoster({
      client,
      catalog: settings.catalog,
      assignment: settings.assignment,
      signal,
      onPeople: async (page) => {
        people.push(...page);
        await flush(batchSize);
        await progress.sendWhenDue();
      },
      onAssigned: async (page) => {
        assigned.push(...page);
        await flush(batchSize);
      },
      onProgress: (latest) => (progress.latest = latest),
    });
    await flush(0);
    return progress.latest;
  }
}

/** Reports what the pages before the present one have brought, every second or so. */
class ProgressReport {
  latest: Progress = { peopleRead: 0, peopleTotal: null };
  private sentAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly send: (progress: Progress) => Promise<void>,
  ) {
    this.sentAt = clock.now().getTime();
  }

  /** Sends what is known by now, unless something was sent a moment ago. */
  async sendWhenDue(): Promise<void> {
    const now = this.clock.now().getTime();
    if (now - this.sentAt < progressEveryMs) return;
    this.sentAt = now;
    await this.send(this.latest);
  }
}
