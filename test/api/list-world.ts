import { AdminHouse } from '../admin/admin-house.js';

/** How rows of a list are made past the application: `$1` the organization, `$2` the number of the row. */
interface ListSource {
  /** Path below `/api/v1`, in the document's spelling. */
  readonly path: string;
  readonly table: string;
  readonly insert: string;
  /** What tells items apart; left out: their `id`. */
  readonly key?: (item: Record<string, unknown>) => string;
  /** Column that holds that key; left out: `id`. */
  readonly keyColumn?: string;
  /** How an item leaves the list, when its row is not simply deleted. */
  readonly leave?: string;
}

const inTenant = '/organizations/{slug}';
const userOf = (item: Record<string, unknown>): string => (item['lcvistaUser'] as { id: string }).id;
const words = `('{3,1,5,2,6,4,0,7,9,8}'::int[])[1 + $2 % 10]`;

const member = `
  insert into member (organization_id, user_name, user_name_key, name, name_key, email, email_key, email_keys, resource,
    compare)
  select $1, 'u' || $2, 'u' || $2, 'n' || ${words}, 'n' || ${words}, 'e' || $2 || '@acme.com', 'e' || $2 || '@acme.com',
    '{}', '{}', '{}'`;

const audit = (organization: string): string => `
  insert into audit_event (organization_id, kind, actor_kind, actor_name, subject_type, subject_id, reason)
  select ${organization}, 'token.created', 'token', 'Ann', 'token', $2::text, $1::text`;

const token = (organization: string, scope: string, environment: string): string => `
  insert into access_token (organization_id, environment, scope, name, prefix, token_hash, created_at)
  select ${organization}, ${environment}, '${scope}', 't' || $2, 'mst', sha256(($1 || '${scope}' || $2)::bytea),
    '2026-01-01'::timestamptz + ${words} * interval '1 hour'`;

/** Every list of the API; some of them in an order that is not that of the insertion. */
export const listSources: readonly ListSource[] = [
  {
    path: '/organizations',
    table: 'organization',
    insert: `insert into organization (slug, name, environment, timezone, sync_time)
      select 'o' || ${words} || '-' || $2, $1::text, 'production', 'UTC', '06:00'`,
    key: ({ slug }) => String(slug),
    keyColumn: 'slug',
  },
  { path: '/tokens', table: 'access_token', insert: token('null', 'claim', `'production'`) },
  { path: '/audit-events', table: 'audit_event', insert: audit('null') },
  { path: `${inTenant}/tokens`, table: 'access_token', insert: token('$1', 'viewer', 'null') },
  {
    path: `${inTenant}/oauth-clients`,
    table: 'oauth_client',
    insert: `insert into oauth_client (organization_id, client_id, name, created_at)
      select $1, 'c' || $2, 'Entra', '2026-01-01'::timestamptz + ${words} * interval '1 hour'`,
  },
  {
    path: `${inTenant}/members`,
    table: 'member',
    insert: member,
    leave: 'update member set active = false, removed_at = now()',
  },
  {
    path: `${inTenant}/cohorts`,
    table: 'cohort',
    insert: `insert into cohort (organization_id, display_name, display_name_key, resource, compare)
      select $1, 'c' || ${words} || $2, 'c' || ${words} || $2, '{}', '{}'`,
  },
  {
    path: `${inTenant}/cohorts/{cohortId}/members`,
    table: 'cohort_member',
    keyColumn: 'member_id',
    insert: `with made as (${member} returning organization_id, id)
      insert into cohort_member (organization_id, cohort_id, member_id)
      select organization_id, (select id from cohort where organization_id = $1 order by seq limit 1), id from made`,
  },
  {
    path: `${inTenant}/sync-runs`,
    table: 'sync_run',
    insert: `insert into sync_run (organization_id, trigger, status, requested_by, counts)
      select $1, 'manual', 'succeeded', $2::text, null`,
  },
  {
    path: `${inTenant}/sync-runs/{runId}/changes`,
    table: 'sync_change',
    insert: `insert into sync_change (organization_id, run_id, kind, member_id, lcvista_user_id)
      select $1, (select id from sync_run where organization_id = $1 order by seq limit 1), 'mapped',
        gen_random_uuid(), 'p' || $2`,
    key: ({ lcvistaUserId }) => String(lcvistaUserId),
    keyColumn: 'lcvista_user_id',
  },
  {
    path: `${inTenant}/mappings`,
    table: 'mapping',
    insert: `with made as (${member} returning organization_id, id), person as (
        insert into lcvista_user (organization_id, id, is_active, assigned) select $1, 'p' || $2, true, true
        returning id)
      insert into mapping (organization_id, member_id, lcvista_user_id, origin, started_by)
      select made.organization_id, made.id, person.id, 'rule', 'sync run' from made, person`,
  },
  {
    path: `${inTenant}/unmapped`,
    table: 'lcvista_user',
    insert: `with counted as (
        insert into unmapped_count (organization_id, reason, people) values ($1, 'no-email', 1)
        on conflict (organization_id, reason) do update set people = unmapped_count.people + 1)
      insert into lcvista_user (organization_id, id, is_active, assigned, unmapped_reason, unmapped_since)
      select $1, 'p' || $2, true, true, 'no-email', '2026-01-01'::timestamptz + ${words} * interval '1 hour'`,
    key: userOf,
  },
  {
    path: `${inTenant}/provisioning-events`,
    table: 'provisioning_event',
    insert: `insert into provisioning_event (organization_id, actor_name, operation, resource_type, resource_id, outcome,
        status) select $1, 'Entra', 'create', 'User', $2::text, 'applied', 201`,
  },
  { path: `${inTenant}/audit-events`, table: 'audit_event', insert: audit('$1') },
  {
    path: `${inTenant}/digests`,
    table: 'digest',
    insert: `insert into digest (organization_id, week, created_at, recipients, subject, text, html, counts, people)
      select $1, '2026-W' || 10 + ${words}, now(), '{ann@acme.com}', 's', 't', 'h', '[]', '[]'`,
  },
  {
    path: `${inTenant}/webhooks`,
    table: 'webhook',
    insert: `insert into webhook (organization_id, url, events, secret_sealed)
      select $1, 'https://lms.example/' || $2, '{member.enrolled}', '\\x04'`,
  },
  {
    path: `${inTenant}/webhooks/{id}/deliveries`,
    table: 'webhook_delivery',
    insert: `insert into webhook_delivery (organization_id, webhook_id, member_id, event, body, status, next_attempt_at)
      select $1, (select id from webhook where organization_id = $1 order by seq limit 1), gen_random_uuid(),
        'member.enrolled', json_build_object('type', 'member.enrolled', 'timestamp', now(), 'data', $2), 'delivered', null`,
  },
];

/** One page as the API answers it. */
export interface ListPage {
  readonly keys: string[];
  readonly nextCursor: string | null;
  readonly total: number;
}

/** One list of an organization of its own. */
export class ListedThings {
  private constructor(
    private readonly house: AdminHouse,
    private readonly source: ListSource,
    private readonly organizationId: string,
    private readonly path: string,
  ) {}

  static async of(house: AdminHouse, source: ListSource, slug: string): Promise<ListedThings> {
    const organizationId = await house.organization(slug);
    if (!source.path.includes('{')) return new ListedThings(house, source, organizationId, source.path);
    await house.rows(
      `insert into cohort (organization_id, display_name, display_name_key, resource, compare)
       values ($1, 'First', 'first', '{}', '{}')`,
      [organizationId],
    );
    const run = await house.run(organizationId, 'succeeded', '2026-01-01T00:00:00Z');
    const [webhook] = await house.rows<{ id: string }>(
      `insert into webhook (organization_id, url, events, secret_sealed)
       values ($1, 'https://lms.example/first', '{member.enrolled}', '\\x04') returning id`,
      [organizationId],
    );
    const [cohort] = await house.rows<{ id: string }>('select id from cohort where organization_id = $1', [
      organizationId,
    ]);
    const ids: Record<string, string> = { slug, runId: run, id: webhook?.id ?? '', cohortId: cohort?.id ?? '' };
    const path = source.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
    return new ListedThings(house, source, organizationId, path);
  }

  async add(...numbers: number[]): Promise<void> {
    const text = this.source.insert.replaceAll('$1', '$1::uuid').replaceAll('$2', '$2::int');
    for (const number of numbers) await this.house.rows(text, [this.organizationId, number]);
  }

  /** Takes an item out of the list. */
  async remove(key: string): Promise<void> {
    const { path, table, keyColumn = 'id', leave = `delete from ${table}` } = this.source;
    const ofTenant = path.startsWith(inTenant) ? `organization_id = '${this.organizationId}'` : 'true';
    // Events go as they do when their time is over; the review queue's people are counted.
    const { rows } = await this.house.app.pool.query<{ done: number }>(
      `with permit as materialized (select set_config('muster.retention_purge', 'on', true) as on),
       gone as (${leave} where ${keyColumn}::text = $1 and ${ofTenant} and (select permit.on from permit) = 'on'
         returning 1),
       counted as (update unmapped_count set people = people - (select count(*) from gone)
         where organization_id = '${this.organizationId}')
       select count(*)::int as done from gone`,
      [key],
    );
    if (rows[0]?.done !== 1) throw new Error(`${key} of ${table} is not there to be removed`);
  }

  async page(query: string): Promise<ListPage> {
    const { app } = this.house;
    const answer = await app.request('GET', `/api/v1${this.path}?${query}`, { token: app.platformToken });
    if (answer.status !== 200) throw new Error(answer.text);
    const keyOf = this.source.key ?? ((item: Record<string, unknown>) => String(item['id']));
    return { ...answer.body, keys: (answer.body.items as Record<string, unknown>[]).map(keyOf) };
  }

  /** The keys of all pages from a cursor on. */
  async rest(limit: number, cursor: string | null): Promise<string[]> {
    const keys: string[] = [];
    for (let next = cursor; next !== null;) {
      const page = await this.page(`limit=${limit}&cursor=${next}`);
      keys.push(...page.keys);
      next = page.nextCursor;
    }
    return keys;
  }
}
