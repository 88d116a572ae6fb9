import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { OauthTokensService } from '../../src/credentials/oauth/oauth-tokens.service.js';
import { SyncRetention } from '../../src/lcvista/sync/sync-retention.js';
import { WebhookDeliverer } from '../../src/webhooks/webhook-deliverer.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const rows = 5_001;
const organization = `'00000000-0000-4000-8000-000000000001'::uuid`;
const run = `'00000000-0000-4000-8000-000000000002'::uuid`;

/** What each table has too much of. */
const remains: Record<string, string> = {
  webhook_delivery: `(organization_id, webhook_id, member_id, event, body, status, next_attempt_at, last_attempt_at)
    select ${organization}, ${run}, ${run}, 'e', '{}', 'delivered', null, '2020-01-01'`,
  access_token: `(organization_id, scope, name, prefix, token_hash, by_workload_identity, expires_at)
    select ${organization}, 'scim', 'n', 'p', sha256(at::text::bytea), true, '2020-01-01'`,
  sync_change: `(organization_id, run_id, kind) select ${organization}, ${run}, 'mapped'`,
  roster_person: `(organization_id, run_id, epoch, id, is_active) select ${organization}, ${run}, 1, at, true`,
  roster_assignment: `(organization_id, run_id, epoch, person_id) select ${organization}, ${run}, 1, at`,
};

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ byHand: ['runs'] });
  const client = await app.pool.connect();
  // Rows without parents will do: nobody reads them.
  await client.query(`set session_replication_role = replica`);
  await client.query(
    `insert into sync_run (organization_id, id, trigger, requested_by, status, finished_at)
     values (${organization}, ${run}, 'manual', 'Ann', 'succeeded', '2020-01-01')`,
  );
  for (const [table, insert] of Object.entries(remains)) {
    await client.query(`insert into ${table} ${insert} from generate_series(1, ${rows}) as at`);
  }
  await client.query(`set session_replication_role = origin`);
  await client.query(`
    create function refuse_long_transactions() returns trigger language plpgsql as $$
    begin
      if (select count(*) from gone) > 5000 then raise 'too many rows at once'; end if;
      return null;
    end $$`);
  for (const table of Object.keys(remains)) {
    await client.query(
      `create trigger short after delete on ${table} referencing old table as gone
         for each statement execute function refuse_long_transactions()`,
    );
  }
  client.release();
});

afterAll(() => app.stop());

it('removes what is old in batches, all of it', async () => {
  await app.app.get(WebhookDeliverer, { strict: false }).forgetOld();
  await app.app.get(OauthTokensService).purgeEnded();
  await app.app.get(SyncRetention).purge();
  for (const table of Object.keys(remains)) {
    const left = await app.pool.query(`select from ${table}`);
    expect([table, left.rowCount]).toEqual([table, 0]);
  }
});
