import { describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { allMigrations } from '../../migrations/all-migrations.js';
import { migrationFaults } from './migration-faults.js';
import { releases } from './releases.js';

/**
 * Contracting migrations, and the release since which nothing uses any more what they take away. They may only come when
 * every recorded release is at least that one: then no process can be running that still asks for it.
 */
const contracting: Readonly<Record<string, { readonly unusedSince: string }>> = {};

/** What a migration sends to the database. */
async function statementsOf(Migration: (typeof allMigrations)[number]): Promise<string[]> {
  const sent: string[] = [];
  const query = (text: string): Promise<unknown[]> => {
    sent.push(text);
    return Promise.resolve([]);
  };
  await new Migration().up({ query } as unknown as QueryRunner);
  return sent;
}

const oldest = releases[0];
const since = allMigrations.findIndex(({ name }) => name === oldest?.lastMigration) + 1;

describe('migrations since the oldest release that may be running', () => {
  it('know that release', () => {
    expect(since).toBeGreaterThan(0);
  });

  it('only add; or else say since when nobody asks for what they take away', async () => {
    const newTables = new Set<string>();
    const found: Record<string, string[]> = {};
    for (const migration of allMigrations.slice(since)) {
      const faults = migrationFaults(await statementsOf(migration), newTables);
      if (faults.length > 0 && contracting[migration.name] === undefined) found[migration.name] = faults;
    }
    expect(found).toEqual({});
  });

  it('take away only what no recorded release asks for', () => {
    const versions = releases.map(({ version }) => version);
    for (const { unusedSince } of Object.values(contracting)) expect(versions[0]).toBe(unusedSince);
  });
});

describe('what disturbs a running release', () => {
  it.each([
    'drop table member',
    'alter table member drop column email',
    'alter table member drop email',
    'alter table member rename column email to mail',
    'alter table member alter column email type varchar',
    'alter table member alter email set not null',
    'alter table member add column shoe_size integer not null',
    'alter table member add shoe_size integer not null, add hat text',
    `alter table member add constraint member_check check (email <> '')`,
    'create unique index member_email_unique on member (organization_id, email)',
  ])('is found: %s', (statement) => {
    expect(migrationFaults([statement], new Set())).toHaveLength(1);
  });

  it.each([
    'alter table member add column shoe_size integer',
    'alter table member add column shoe_size integer not null default 40',
    'alter table member add seen_member_key text, add seen_lcvista_key text',
    'alter table member drop constraint member_user_fk',
    'alter table member alter email drop not null',
    'drop index member_name_idx',
    'drop trigger mapping_sides on mapping',
    'create index member_shoe_idx on member (shoe_size)',
    'create table shoe (size integer not null)',
    `create function shoe() returns trigger language plpgsql as $$ begin delete from member; return null; end $$`,
  ])('is not: %s', (statement) => {
    expect(migrationFaults([statement], new Set())).toEqual([]);
  });

  it('leaves tables alone that no release knows yet', () => {
    const statements = ['create table shoe (size integer not null)', 'alter table shoe drop column size'];
    expect(migrationFaults(statements, new Set())).toEqual([]);
  });
});
