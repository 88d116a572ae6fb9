import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';

/** What waits in the job queue. */
export interface QueueState {
  /** Jobs whose time has come and that nobody works on. */
  readonly waiting: number;
  readonly running: number;
  /** Jobs that failed for good. */
  readonly dead: number;
  /** For how long the longest waiting one has been due; 0 when none waits. */
  readonly oldestSeconds: number;
}

const findMigrations = statement('probe-migrations', `select name from schema_migration`);

const findQueue = statement('probe-queue', `select to_regclass('graphile_worker.jobs') is not null as "exists"`);

const readQueue = statement(
  'probe-queue-state',
  `select count(*) filter (where due and locked_at is null) as waiting,
     count(*) filter (where locked_at is not null) as running,
     count(*) filter (where attempts >= max_attempts and locked_at is null) as dead,
     coalesce(extract(epoch from now() - min(run_at) filter (where due and locked_at is null)), 0)::float8
       as "oldestSeconds"
   from (select *, run_at <= now() and attempts < max_attempts as due from graphile_worker.jobs) j`,
);

/** Looks at the parts that the service cannot do without. */
@Injectable()
export class ProbeRepository {
  constructor(private readonly database: Database) {}

  /** Names of the migrations that have run. */
  async migrations(): Promise<Set<string>> {
    const rows = await this.database.installation().query<{ name: string }>(findMigrations);
    return new Set(rows.map(({ name }) => name));
  }

  /** @returns null when there is no queue yet */
  async queue(): Promise<QueueState | null> {
    const scope = this.database.installation();
    const [found] = await scope.query<{ exists: boolean }>(findQueue);
    if (found?.exists !== true) return null;
    const [state] = await scope.query<QueueState>(readQueue);
    return state ?? null;
  }
}
