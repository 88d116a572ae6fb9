import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { MovableCluster } from '../support/movable-cluster.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { extent } from './extent.js';

/** What the service's database is made of. */
export interface Ground {
  cluster: MovableCluster;
  readonly proxy: TcpProxy;
}

/** One thing that goes wrong with a database, and how it becomes right again. */
export interface Fault {
  readonly name: string;
  happen(ground: Ground): Promise<void>;
}

/** Connections of the service, past the proxy. */
export async function onDatabase<T>({ cluster }: Ground, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: cluster.url('muster') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function heldBy(ground: Ground, statement: string, forMs: number): Promise<void> {
  await onDatabase(ground, async (client) => {
    await client.query('begin');
    await client.query(statement);
    await wait(forMs);
    await client.query('rollback');
  });
}

async function refusing(ground: Ground, table: string, code: string, forMs: number): Promise<void> {
  await onDatabase(ground, (client) =>
    client.query(`
      create or replace function refuse_${table}() returns trigger language plpgsql as $$
        begin raise exception 'no room' using errcode = '${code}'; end $$;
      create trigger refuse before insert or update on ${table} execute function refuse_${table}()`),
  );
  await wait(forMs);
  await onDatabase(ground, (client) => client.query(`drop trigger refuse on ${table}`));
}

/**
 * Takes two tables one after the other, in the order in which nobody writes to them: whoever has the second and waits for
 * the first is what the server ends after a second. This connection waits longer, so that it is never the one.
 */
async function deadlock(ground: Ground): Promise<void> {
  await onDatabase(ground, async (client) => {
    await client.query(`set deadlock_timeout = '20s'`);
    await client.query('begin');
    await client.query('lock table member_event in share row exclusive mode');
    await wait(300);
    await client.query('lock table member in share row exclusive mode');
    await client.query('rollback');
  });
}

async function deadlocksOf(ground: Ground): Promise<number> {
  return onDatabase(ground, async (client) => {
    const { rows } = await client.query<{ deadlocks: number }>(
      `select deadlocks::int from pg_stat_database where datname = current_database()`,
    );
    return rows[0]?.deadlocks ?? 0;
  });
}

/** In the order in which they are injected; the last leaves the service with another server. */
export const faults: readonly Fault[] = [
  {
    name: 'connections terminated by the server',
    happen: async (ground) => {
      for (let count = 0; count < extent({ short: 3, full: 20 }); count += 1) {
        await onDatabase(ground, (client) =>
          client.query(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = 'muster' and pid <> pg_backend_pid()`),
        );
        await wait(150 + Math.random() * 200);
      }
    },
  },
  {
    name: 'connections reset by the network',
    happen: async ({ proxy }) => {
      for (let count = 0; count < extent({ short: 3, full: 20 }); count += 1) {
        proxy.cut();
        await wait(150 + Math.random() * 200);
      }
    },
  },
  {
    name: 'no room on the disk',
    happen: async (ground) => {
      const forMs = extent({ short: 400, full: 2_000 });
      for (const table of ['member_event', 'member', 'mapping', 'sync_run']) {
        await refusing(ground, table, '53100', forMs);
      }
    },
  },
  {
    name: 'a row held by somebody else',
    happen: (ground) => heldBy(ground, 'select from member for update', extent({ short: 1_000, full: 15_000 })),
  },
  {
    name: 'deadlocks',
    happen: async (ground) => {
      const before = await deadlocksOf(ground);
      for (let count = 0; count < extent({ short: 1, full: 10 }); count += 1) await deadlock(ground);
      // The server counts them a moment later.
      for (const deadline = Date.now() + 10_000; (await deadlocksOf(ground)) === before; await wait(100)) {
        if (Date.now() > deadline) throw new Error('there was no deadlock');
      }
    },
  },
  {
    name: 'every connection waits',
    happen: (ground) =>
      heldBy(
        ground,
        'lock table member, access_token in access exclusive mode',
        extent({ short: 1_500, full: 16_000 }),
      ),
  },
  {
    name: 'a server that restarts',
    happen: async ({ cluster, proxy }) => {
      for (let count = 0; count < extent({ short: 1, full: 4 }); count += 1) {
        await cluster.shutDown();
        await wait(extent({ short: 300, full: 2_000 }));
        await cluster.start();
        proxy.target = cluster.port;
        await wait(500);
      }
    },
  },
  {
    name: 'a server that crashes',
    happen: async ({ cluster, proxy }) => {
      for (let count = 0; count < extent({ short: 1, full: 4 }); count += 1) {
        await cluster.crash();
        await cluster.start();
        proxy.target = cluster.port;
        await wait(500);
      }
    },
  },
  {
    name: 'a network that swallows everything',
    happen: async ({ proxy }) => {
      // In full long enough for everybody to give up by themselves: the old connections never come back.
      proxy.silence();
      await wait(extent({ short: 1_500, full: 26_000 }));
      if (extent({ short: 1, full: 0 }) === 1) proxy.cut();
      proxy.heal();
    },
  },
  {
    name: 'a replica that takes over',
    happen: async (ground) => {
      const { cluster, proxy } = ground;
      const replica = await cluster.replicate();
      proxy.target = cluster.port;
      await wait(extent({ short: 700, full: 4_000 }));
      // For a moment everybody is sent to a server that does not take changes yet.
      proxy.target = replica.port;
      await cluster.crash();
      await wait(extent({ short: 300, full: 2_000 }));
      await replica.promote();
      ground.cluster = replica;
    },
  },
];
