import type { RunCounts } from '../mapping/mapping-plan.repository.js';

export const syncRunStatuses = ['queued', 'running', 'succeeded', 'failed', 'held'] as const;

export type SyncRunStatus = (typeof syncRunStatuses)[number];

/** One reading of LCVista and the mapping that follows, as admins see it. */
export interface SyncRun {
  readonly id: string;
  readonly trigger: 'schedule' | 'manual';
  readonly dryRun: boolean;
  readonly status: SyncRunStatus;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** When a failed run is tried again. */
  readonly retryAt: Date | null;
  readonly attempt: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly peopleRead: number;
  readonly peopleTotal: number | null;
  readonly counts: RunCounts | null;
}

/** A run that this process has taken. The epoch tells it from a process that took the run before and may still live. */
export interface TakenRun {
  readonly id: string;
  readonly epoch: number;
  readonly attempt: number;
  /** When it was asked for. */
  readonly createdAt: Date;
  /** The organization's. */
  readonly timezone: string;
  readonly dryRun: boolean;
  /** Apply even when the site shrank: asked for with the run, or approved afterwards. */
  readonly force: boolean;
  /** The taking whose reading was kept for an approval; null: read the site. */
  readonly rosterEpoch: number | null;
}

/** Another process has taken the run, so this one must leave it alone. */
export class RunTakenOver extends Error {
  override readonly name = 'RunTakenOver';
}
