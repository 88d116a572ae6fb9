import type { MigrationInterface, QueryRunner } from 'typeorm';
import { searchedText } from './1764000110000-create-member-search.js';
import { membersInBatches } from './in-batches.js';
import { withLockTimeout } from './with-lock-timeout.js';

const columns = `m.organization_id, m.id, m.access, m.name_key, ${searchedText('m')} as text`;

const copy = `
  insert into member_search (organization_id, member_id, access, name_key, text)
  select organization_id, id, access, name_key, text from page
  on conflict (organization_id, member_id) do nothing`;

/**
 * Copies what the members of before are found by, and indexes it, while everybody goes on writing: the triggers write the
 * same rows, and what they have written is newer. There is no transaction; it may be broken off anywhere and is begun anew.
 */
export class FillMemberSearch1764000110100 implements MigrationInterface {
  name = 'FillMemberSearch1764000110100';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await membersInBatches(runner, columns, copy);
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
