import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { isDatabaseAway } from '../../database/is-database-away.js';
import type { TenantScope } from '../../database/scope.js';
import { Sites } from '../catalog/sites.js';
import type { Connection } from '../connection/connection.js';
import { ApplyRunService } from './apply-run.service.js';
import { ConnectionLost, failureOf } from './run-failure.js';
import { RunRepositories } from './run-repositories.js';
import { RunTakenOver, type TakenRun } from './sync-run.js';

/**
 * How an execution ended. `stopped`: the process is going down, and the run waits to be taken again. `left`: there was
 * nothing to do, or another process does it.
 */
export type ExecutionOutcome = 'succeeded' | 'held' | 'failed' | 'stopped' | 'left';

/** Carries out one run: reads the whole site first, then applies it in one transaction. */
@Injectable()
export class SyncRunner {
  private readonly logger = new Logger(SyncRunner.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sites: Sites,
    private readonly applying: ApplyRunService,
    private readonly repositories: RunRepositories,
  ) {}

  /**
   * @param signal aborted when the process goes down: reading and applying stop, and the run is given back
   * @throws only when the database cannot be reached; the run can then be executed again, by anybody
   */
  async execute(organizationId: string, runId: string, signal: AbortSignal): Promise<ExecutionOutcome> {
    const scope = this.database.tenant(organizationId);
    const run = await this.repositories.lives.take(scope, runId, this.clock.now());
    if (run === null) return 'left';
    try {
      return await this.readAndApply(scope, run, signal);
    } catch (error) {
      return await this.end(scope, run, error, signal);
    }
  }

  private async readAndApply(scope: TenantScope, run: TakenRun, signal: AbortSignal): Promise<ExecutionOutcome> {
    const connection = await this.repositories.connections.find(scope);
    if (connection === null) {
      throw new ConnectionLost('connection-removed', 'There is no LCVista connection any more.');
    }
    if (run.rosterEpoch === null) await this.read(scope, run, connection, signal);
    const outcome = await this.applying.apply(scope.organizationId, run, connection, signal);
    if (outcome === 'succeeded' || run.dryRun) await this.sites.roster.clear(scope, run.id);
    this.logger.log({ organizationId: scope.organizationId, runId: run.id, outcome }, 'sync run ended');
    return outcome;
  }

  private async read(scope: TenantScope, run: TakenRun, connection: Connection, signal: AbortSignal): Promise<void> {
    const { lives } = this.repositories;
    await this.sites.roster.clear(scope, run.id);
    const client = this.sites.clients.open(scope.organizationId, connection);
    try {
      const read = await this.sites.reader.read(scope, {
        runId: run.id,
        epoch: run.epoch,
        client,
        settings: connection,
        signal,
        onProgress: ({ peopleRead, peopleTotal }) => lives.report(scope, run, peopleRead, peopleTotal),
      });
      await lives.report(scope, run, read.peopleRead, read.peopleTotal);
    } finally {
      await client.close();
    }
  }

  private async end(scope: TenantScope, run: TakenRun, error: unknown, signal: AbortSignal): Promise<ExecutionOutcome> {
    const facts = { organizationId: scope.organizationId, runId: run.id, attempt: run.attempt };
    if (error instanceof RunTakenOver) return 'left';
    try {
      if (signal.aborted) {
        await this.repositories.lives.giveBack(scope, run);
        this.logger.log(facts, 'sync run stopped with the process; it will be taken up again');
        return 'stopped';
      }
      if (isDatabaseAway(error)) {
        // Nothing was wrong with the run, and a pause of minutes would help nobody: the queue comes again in seconds.
        await this.repositories.lives.giveBack(scope, run);
        this.logger.warn(facts, 'sync run gave way, since the database could not answer; it will be taken up again');
        throw error;
      }
      const failure = failureOf(error, run.attempt);
      await this.repositories.lives.fail(scope, run, this.clock.now(), failure);
      await this.sites.roster.clear(scope, run.id);
      this.logger.warn({ ...facts, code: failure.code, reason: failure.message }, 'sync run failed');
      if (failure.code === 'internal') this.logger.error({ ...facts, err: error }, 'sync run met a defect');
      return 'failed';
    } catch (endError) {
      if (endError instanceof RunTakenOver) return 'left';
      throw endError;
    }
  }
}
