import { Injectable } from '@nestjs/common';
import type { PageKey } from '../common/page-cursor.js';
import type { Environment } from '../common/environment.js';
import type { Scope, TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { Organization, OrganizationDraft } from './organization.js';

interface Row {
  id: string;
  slug: string;
  name: string;
  environment: Environment;
  timezone: string;
  sync_time: string;
  directory_sync_enabled: boolean;
  sign_in_issuer: string | null;
  sign_in_audience: string | null;
  created_at: Date;
}

const columns = `id, slug, name, environment, timezone, sync_time, directory_sync_enabled, sign_in_issuer,
  sign_in_audience, created_at`;

const insert = statement(
  'insert-organization',
  `insert into organization (id, name, environment, timezone, sync_time, directory_sync_enabled, sign_in_issuer,
     sign_in_audience, slug, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${columns}`,
);

const bySlug = statement('find-organization-by-slug', `select ${columns} from organization where slug = $1`);

const byIdForUpdate = statement('lock-organization', `select ${columns} from organization where id = $1 for update`);

const page = statement(
  'list-organizations',
  `select ${columns} from organization where slug > $1 order by slug limit $2`,
);

const count = statement('count-organizations', `select count(*) as total from organization`);

const replace = statement(
  'update-organization',
  `update organization set name = $2, environment = $3, timezone = $4, sync_time = $5, directory_sync_enabled = $6,
     sign_in_issuer = $7, sign_in_audience = $8, updated_at = now()
   where id = $1 returning ${columns}`,
);

const timezoneExists = statement(
  'timezone-exists',
  `select exists (select from pg_timezone_names where name = $1) as known`,
);

const anyClaimed = statement(
  'has-claimed-members',
  `select exists (select from member where organization_id = $1 and user_id is not null) as claimed`,
);

/** The organizations themselves; what belongs to one of them is kept by the rooms above. */
@Injectable()
export class OrganizationsRepository {
  /** @throws ConstraintViolation `organization_slug_unique` */
  async insert(scope: TenantScope, draft: OrganizationDraft, now: Date): Promise<Organization> {
    const [row] = await scope.query<Row>(insert, [...settings(draft), draft.slug, now]);
    return organizationOf(required(row));
  }

  /** @returns null when there is none */
  async findBySlug(scope: Scope, slug: string): Promise<Organization | null> {
    const [row] = await scope.query<Row>(bySlug, [slug]);
    return row === undefined ? null : organizationOf(row);
  }

  /** Nobody else changes it until the transaction ends. */
  async lock(scope: TenantScope): Promise<Organization> {
    const [row] = await scope.query<Row>(byIdForUpdate);
    return organizationOf(required(row));
  }

  /** @param after key of the last row of the page before: its slug */
  async list(scope: Scope, limit: number, after: PageKey | null): Promise<Organization[]> {
    const rows = await scope.query<Row>(page, [after?.[0] ?? '', limit]);
    return rows.map(organizationOf);
  }

  /** How many organizations the installation has. */
  async count(scope: Scope): Promise<number> {
    const [row] = await scope.query<{ total: number }>(count);
    return required(row).total;
  }

  /** Stores all settings that can change, and answers the organization as it is then. */
  async replace(scope: TenantScope, draft: OrganizationDraft): Promise<Organization> {
    const [row] = await scope.query<Row>(replace, settings(draft));
    return organizationOf(required(row));
  }

  /** Whether the database knows a time zone: its zone data need not be those of this process. */
  async knowsTimezone(scope: Scope, name: string): Promise<boolean> {
    const [row] = await scope.query<{ known: boolean }>(timezoneExists, [name]);
    return required(row).known;
  }

  /** Whether a user has claimed any member: then the environment stays what it is. */
  async hasClaimedMembers(scope: TenantScope): Promise<boolean> {
    const [row] = await scope.query<{ claimed: boolean }>(anyClaimed);
    return required(row).claimed;
  }
}

function settings(draft: OrganizationDraft): unknown[] {
  return [
    draft.name,
    draft.environment,
    draft.timezone,
    draft.syncTime,
    draft.directorySyncEnabled,
    draft.signIn?.issuer ?? null,
    draft.signIn?.audience ?? null,
  ];
}

function organizationOf(row: Row): Organization {
  const { sign_in_issuer: issuer, sign_in_audience: audience } = row;
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    environment: row.environment,
    timezone: row.timezone,
    syncTime: row.sync_time,
    directorySyncEnabled: row.directory_sync_enabled,
    signIn: issuer === null || audience === null ? null : { issuer, audience },
    createdAt: row.created_at,
  };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the organization has vanished');
  return value;
}
