import { setTimeout as wait } from 'node:timers/promises';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchedText } from './1764000110000-create-member-search.js';
import { withLockTimeout } from './with-lock-timeout.js';

/** Members that one statement copies, so that it is soon done. */
const batch = 5_000;

/**
 * A batch and a request that writes several of its members may wait for each other. The batch gives way, long before
 * PostgreSQL would choose one of the two (after a second), lets others pass for as long, and comes again.
 */
const batchPatienceMs = 300;

/** PostgreSQL's code for a lock that was not to be had in time. */
const lockNotAvailable = '55P03';

const nobody = '00000000-0000-0000-0000-000000000000';

interface Place {
  readonly organizationId: string;
  readonly id: string;
}

/**
 * Copies what the members of before are found by, and indexes it, while everybody goes on writing: the triggers write the
 * same rows, and what they have written is newer. There is no transaction; it may be broken off anywhere and is begun anew.
 */
export class FillMemberSearch1764000110100 implements MigrationInterface {
  name = 'FillMemberSearch1764000110100';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await withLockTimeout(runner, batchPatienceMs, async () => {
      let place: Place | null = { organizationId: nobody, id: nobody };
      while (place !== null) place = await copyPatiently(runner, place);
    });
    // It waits for the transactions that began before, however long they take; nobody waits behind it meanwhile.
    await withLockTimeout(runner, 0, async () => {
      // What an attempt that was broken off has left is of no use.
      await runner.query(`drop index concurrently if exists member_search_keys_idx`);
      // What is not sorted in yet is read by every search, whoever wrote it: with a list of 512 kB a search takes 1 ms
      // longer at most, not 4, and writes take no longer.
      await runner.query(`
        create index concurrently member_search_keys_idx on member_search
          using gin (search_keys(organization_id, text)) with (gin_pending_list_limit = 512)`);
      // Made for the search that this one replaces, since the last release: none asks for it.
      await runner.query(`drop index concurrently if exists member_other_login_idx`);
      // The keys are hashes, of which a sample tells nothing and takes seconds.
      await runner.query(`alter index member_search_keys_idx alter column 1 set statistics 0`);
      await runner.query(`analyze member_search`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await withLockTimeout(runner, 0, async () => {
      await runner.query(`drop index concurrently if exists member_other_login_idx`);
      await runner.query(`
        create index concurrently member_other_login_idx on member using gin (other_login_key gin_trgm_ops)
          where other_login_key is not null`);
      await runner.query(`drop index concurrently if exists member_search_keys_idx`);
    });
  }
}

/** @returns as `copyAfter` */
async function copyPatiently(runner: QueryRunner, place: Place): Promise<Place | null> {
  for (;;) {
    try {
      return await copyAfter(runner, place);
    } catch (error) {
      if ((error as { code?: unknown }).code !== lockNotAvailable) throw error;
      await wait(batchPatienceMs);
    }
  }
}

/** @returns the last member that was looked at; null when there are no more */
async function copyAfter(runner: QueryRunner, { organizationId, id }: Place): Promise<Place | null> {
  const [last]: Place[] = await runner.query(
    `with page as materialized (
       select m.organization_id, m.id, m.access, m.name_key, ${searchedText('m')} as text
       from member m where (m.organization_id, m.id) > ($1, $2) order by m.organization_id, m.id limit ${batch}
     ), copied as (
       insert into member_search (organization_id, member_id, access, name_key, text)
       select organization_id, id, access, name_key, text from page
       on conflict (organization_id, member_id) do nothing
     )
     select organization_id as "organizationId", id from page order by organization_id desc, id desc limit 1`,
    [organizationId, id],
  );
  return last ?? null;
}
