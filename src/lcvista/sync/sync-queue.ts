import type { TenantScope } from '../../database/scope.js';

/** Where runs wait for a process that has time. The jobs room, one floor up, implements it. */
export abstract class SyncQueue {
  /** Puts a run on the queue, in the transaction of the scope: the run and its job exist together or not at all. */
  abstract enqueue(scope: TenantScope, runId: string): Promise<void>;
}
