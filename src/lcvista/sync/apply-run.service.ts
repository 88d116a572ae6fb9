import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit/audit-trail.js';
import { jobOrigin } from '../../audit/origin.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { localDate } from '../../organizations/local-date.js';
import { type ConnectionSettings, readsTheSame } from '../connection/connection.js';
import { lockMappings } from '../mapping/lock-mappings.js';
import type { Plan } from '../mapping/mapping-plan.repository.js';
import { settleReviewQueue } from '../review/settle-review-queue.js';
import { isShrunk } from './is-shrunk.js';
import { ConnectionLost } from './run-failure.js';
import { RunRepositories } from './run-repositories.js';
import type { TakenRun } from './sync-run.js';

const origin = jobOrigin('sync run');

/** Turns a complete reading into the new state: all of it in one transaction, or nothing. */
@Injectable()
export class ApplyRunService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly repositories: RunRepositories,
  ) {}

  /**
   * @param settings under which the roster was read
   * @param signal aborted when the process goes down: what does not end soon is taken back
   * @throws RunTakenOver when another process has taken the run
   * @throws ConnectionLost when the connection no longer reads what was read
   * @returns how the run ended
   */
  async apply(
    organizationId: string,
    run: TakenRun,
    settings: ConnectionSettings,
    signal: AbortSignal,
  ): Promise<'succeeded' | 'held'> {
    const work = (scope: TenantScope): Promise<'succeeded' | 'held'> => this.applyIn(scope, run, settings);
    return this.database.patientTransaction(organizationId, work, signal);
  }

  private async applyIn(
    scope: TenantScope,
    run: TakenRun,
    settings: ConnectionSettings,
  ): Promise<'succeeded' | 'held'> {
    const { lives, plans } = this.repositories;
    await lives.lock(scope, run);
    await this.confirm(scope, settings);
    await lockMappings(scope);
    if (!run.dryRun) await settleReviewQueue(scope, null);
    const plan = await plans.prepare(scope, {
      runId: run.id,
      epoch: run.rosterEpoch ?? run.epoch,
      everyoneAssigned: settings.assignment === 'everyone',
    });
    await plans.recordChanges(scope, run.id);
    const held = !run.force && isShrunk(plan.assignedBefore, plan.counts.assigned, settings.shrinkLimitPercent);
    if (!run.dryRun) await this.carryOut(scope, run, plan, held);
    if (held) await lives.hold(scope, run, this.clock.now(), plan.counts);
    else await lives.succeed(scope, run, this.clock.now(), plan.counts);
    return held ? 'held' : 'succeeded';
  }

  private async confirm(scope: TenantScope, settings: ConnectionSettings): Promise<void> {
    const connection = await this.repositories.connections.lock(scope);
    if (connection === null) {
      throw new ConnectionLost('connection-removed', 'The LCVista connection was removed while the run was under way.');
    }
    if (!readsTheSame(connection, settings)) {
      throw new ConnectionLost('connection-changed', 'The LCVista connection was changed while the run was under way.');
    }
  }

  private async carryOut(scope: TenantScope, run: TakenRun, { counts }: Plan, held: boolean): Promise<void> {
    await this.repositories.runs.replaceHeld(scope, {
      runId: run.id,
      code: 'replaced-by-later-run',
      message: 'A later run has read the site completely.',
    });
    const at = this.clock.now();
    const step = { runId: run.id, at, localDate: localDate(at, run.timezone) };
    if (!held) await this.repositories.applier.apply(scope, step);
    await this.audit.record(scope, origin, {
      kind: held ? 'sync-run.held' : 'sync-run.applied',
      subjectType: 'sync-run',
      subjectId: run.id,
      after: { people: counts.people, assigned: counts.assigned, mapped: counts.mapped, ended: counts.ended },
    });
  }
}
