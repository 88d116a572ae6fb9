import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onServer } from '../support/template-database.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Tables that are not one organization's, and why. */
const installationWide: Readonly<Record<string, string>> = {
  organization: 'is the tenant',
  access_token: 'is looked up before the tenant is known; platform and claim tokens have none',
  user_profile: 'belongs to a person, across the organizations of an environment',
  audit_event: 'also records what was done to the installation',
  job_process: 'is a process, which works for all',
  schema_migration: 'is the book of migrations',
};

/** Indexes of tenant tables that begin with something else, and why. */
const acrossTenants: Readonly<Record<string, string>> = {
  workload_identity_assertion_idx: 'an assertion is told apart by who signed it, before its organization is known',
  oauth_client_client_id_unique: 'a client is found by its id, before its organization is known',
  member_user_idx: 'the memberships of a user are in several organizations',
  member_email_key_idx: 'a sign-in may name no organization',
  member_external_id_idx: 'a sign-in may name no organization',
  member_email_keys_idx: 'a GIN index has no order; it is combined with one that has the organization',
  member_search_text_idx: 'a GIN index has no order; it is combined with one that has the organization',
  member_search_keys_idx: 'the organization is part of each key',
  provisioning_event_at_idx: 'the retention purge takes the oldest of all',
  lcvista_connection_next_sync_idx: 'the schedule asks for what is due anywhere',
  sync_run_finished_at_idx: 'the metrics count the runs of a day, whoever they belong to',
  digest_plan_next_digest_idx: 'the schedule asks for what is due anywhere',
  digest_send_at_idx: 'mails are sent in the order in which they wait, whoever they belong to',
  sync_run_retry_at_idx: 'the schedule asks for what is due anywhere',
  webhook_delivery_settled_idx: 'the log of all is forgotten after a month',
};

/** Foreign keys of tenant tables to something that is not a tenant's. */
const pointingOutside: Readonly<Record<string, string>> = {
  member_user_fk: 'the user is a person in an environment, not in an organization',
};

interface Key {
  readonly table: string;
  readonly name: string;
  readonly kind: 'p' | 'f' | 'i';
  /** null: an expression. */
  readonly first: string | null;
  /** Of a foreign key: what its first column points to. */
  readonly target: string | null;
}

const keysOfTables = `
  select c.relname as table, k.conname as name, k.contype as kind, a.attname as first,
    case k.contype when 'f' then r.relname || '.' || b.attname end as target
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  left join pg_class r on r.oid = k.confrelid
  left join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
  where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'f')
  union all
  select c.relname, x.relname, 'i', a.attname, null
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  join pg_class x on x.oid = i.indexrelid
  left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
  where c.relnamespace = 'public'::regnamespace and not i.indisprimary
  order by 1, 2`;

describe('tenant tables', () => {
  let database: TestDatabase;
  let keys: Key[];
  let tenantKeys: Key[];

  beforeAll(async () => {
    database = await createTestDatabase();
    keys = (await onServer(database.url, (client) => client.query<Key>(keysOfTables))).rows;
    tenantKeys = keys.filter(({ table }) => !(table in installationWide));
  });

  afterAll(() => database.drop());

  it('are all tables but those listed', () => {
    const without = keys.filter(({ kind, first }) => kind === 'p' && first !== 'organization_id');
    expect(without.map(({ table }) => table)).toEqual(Object.keys(installationWide).toSorted());
  });

  it('have keys that begin with the organization, so that a row cannot point into another tenant', () => {
    const foreign = tenantKeys.filter(({ kind, name }) => kind === 'f' && !(name in pointingOutside));
    expect(foreign.length).toBeGreaterThan(5);
    const loose = foreign.filter(
      ({ first, target }) => first !== 'organization_id' || !/\.organization_id$|^organization\.id$/.test(target ?? ''),
    );
    expect(loose).toEqual([]);
  });

  it('have indexes that begin with the organization, but for those listed', () => {
    const others = tenantKeys.filter(({ kind, first }) => kind === 'i' && first !== 'organization_id');
    expect(others.map(({ name }) => name).toSorted()).toEqual(Object.keys(acrossTenants).toSorted());
  });
});
