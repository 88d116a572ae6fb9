import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { type Statement, statement } from '../../database/statement.js';
import { localDate } from '../../organizations/local-date.js';
import type { RunCounts } from '../mapping/mapping-plan.repository.js';
import { RunTakenOver, type TakenRun } from './sync-run.js';

/** A run that was running when it is taken was left by a process that died: that is another attempt. */
const takeRun = statement(
  'take-sync-run',
  `update sync_run
      set status = 'running', epoch = epoch + 1, attempt = attempt + (status = 'running')::int, started_at = $3,
          finished_at = null, retry_at = null, error_code = null, error_message = null,
          people_read = case when roster_epoch is null then 0 else people_read end,
          people_total = case when roster_epoch is null then null else people_total end
    where organization_id = $1 and id = $2 and status in ('queued', 'running')
   returning id, epoch, attempt, created_at as "createdAt",
     (select timezone from organization where id = $1) as timezone, dry_run as "dryRun", force, roster_epoch as "rosterEpoch"`,
);

const mine = `organization_id = $1 and id = $2 and epoch = $3 and status = 'running'`;

const lockRun = statement('lock-sync-run', `select id from sync_run where ${mine} for update`);

const reportProgress = statement(
  'report-sync-run-progress',
  `update sync_run set people_read = $4, people_total = $5 where ${mine} returning id`,
);

const giveBackRun = statement('give-back-sync-run', `update sync_run set status = 'queued' where ${mine} returning id`);

const succeedRun = statement(
  'succeed-sync-run',
  `update sync_run set status = 'succeeded', finished_at = $4, counts = $5, roster_epoch = null where ${mine} returning id`,
);

const holdRun = statement(
  'hold-sync-run',
  `update sync_run
      set status = 'held', finished_at = $4, counts = $5, roster_epoch = case when dry_run then null else $6::int end
    where ${mine}
   returning id`,
);

const failRun = statement(
  'fail-sync-run',
  `update sync_run
      set status = 'failed', finished_at = $4, error_code = $5, error_message = $6, roster_epoch = null, retry_at = $7
    where ${mine}
   returning id`,
);

/** Why a run did not succeed, and when to try it again. */
export interface RunFailure {
  readonly code: string;
  readonly message: string;
  /** null: never */
  readonly retryAfterMinutes: number | null;
}

/**
 * The life of a run under way. Every change names the taking that makes it, so that a process which was given up for
 * dead, and lives, changes nothing any more.
 */
@Injectable()
export class RunLifeRepository {
  /** @returns null when there is nothing to do: the run has ended, or never was */
  async take(scope: TenantScope, id: string, at: Date): Promise<TakenRun | null> {
    const [run] = await scope.query<TakenRun>(takeRun, [id, at]);
    return run ?? null;
  }

  /** Keeps others from taking the run until the transaction ends. */
  async lock(scope: TenantScope, run: TakenRun): Promise<void> {
    await this.change(scope, lockRun, run);
  }

  /**
   * How far the reading has come, in people.
   *
   * @param total null while the site has not told how many there are
   * @throws RunTakenOver when another process has taken the run, as every change here does
   */
  async report(scope: TenantScope, run: TakenRun, read: number, total: number | null): Promise<void> {
    await this.change(scope, reportProgress, run, read, total);
  }

  /** Puts the run back where it can be taken again. */
  async giveBack(scope: TenantScope, run: TakenRun): Promise<void> {
    await this.change(scope, giveBackRun, run);
  }

  /** Ends the run well, with what it changed. */
  async succeed(scope: TenantScope, run: TakenRun, at: Date, counts: RunCounts): Promise<void> {
    await this.change(scope, succeedRun, run, at, JSON.stringify(counts));
  }

  /** Ends the run for now, and keeps what it has read for an approval. */
  async hold(scope: TenantScope, run: TakenRun, at: Date, counts: RunCounts): Promise<void> {
    await this.change(scope, holdRun, run, at, JSON.stringify(counts), run.rosterEpoch ?? run.epoch);
  }

  /** Ends the run with its reason, to be tried again when that helps. */
  async fail(scope: TenantScope, run: TakenRun, at: Date, failure: RunFailure): Promise<void> {
    const retryAt = retryTime(run, at, failure.retryAfterMinutes);
    await this.change(scope, failRun, run, at, failure.code, failure.message, retryAt);
  }

  private async change(scope: TenantScope, change: Statement, run: TakenRun, ...values: unknown[]): Promise<void> {
    const rows = await scope.query(change, [run.id, run.epoch, ...values]);
    if (rows.length === 0) throw new RunTakenOver(`sync run ${run.id} is no longer ours`);
  }
}

/** The retry must fall on the day on which the run was asked for, by the organization's own calendar. */
function retryTime({ createdAt, timezone }: TakenRun, at: Date, minutes: number | null): Date | null {
  if (minutes === null) return null;
  const retryAt = new Date(at.getTime() + minutes * 60_000);
  return localDate(retryAt, timezone) === localDate(createdAt, timezone) ? retryAt : null;
}
