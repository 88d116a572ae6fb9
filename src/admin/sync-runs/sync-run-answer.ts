import type { SyncRun } from '../../lcvista/sync/sync-run.js';
import type { SyncRunAnswer } from './sync-run.dto.js';

/** Makes the answer of a run. */
export function syncRunAnswer(run: SyncRun, now: Date): SyncRunAnswer {
  const { id, trigger, dryRun, status, startedAt, finishedAt, attempt, errorCode, errorMessage, counts } = run;
  return {
    id,
    trigger,
    dryRun,
    status,
    startedAt,
    finishedAt,
    attempt,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    progress: { peopleRead: run.peopleRead, peopleTotal: run.peopleTotal, secondsLeft: secondsLeft(run, now) },
    counts,
  };
}

/** As if the rest of the people came as fast as those who have come. */
function secondsLeft({ status, startedAt, peopleRead, peopleTotal }: SyncRun, now: Date): number | null {
  if (status !== 'running' || startedAt === null || peopleTotal === null || peopleRead === 0) return null;
  const elapsed = (now.getTime() - startedAt.getTime()) / 1_000;
  return Math.max(0, Math.round((elapsed / peopleRead) * (peopleTotal - peopleRead)));
}
