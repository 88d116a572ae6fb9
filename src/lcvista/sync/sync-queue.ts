import type { TenantScope } from '../../database/scope.js';

/** What has become of a run's place in the queue; while somebody works on it, it is `waiting` too. */
export type QueueFate = 'waiting' | 'given-up' | 'vanished';

/** Where runs wait for a process that has time. The jobs room, one floor up, implements it. */
export abstract class SyncQueue {
  /** Puts a run on the queue, in the transaction of the scope: the run and its job exist together or not at all. */
  abstract enqueue(scope: TenantScope, runId: string): Promise<void>;

  /** What the queue knows of a run that was put on it. */
  abstract fateOf(scope: TenantScope, runId: string): Promise<QueueFate>;
}
