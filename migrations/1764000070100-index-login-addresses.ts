import type { MigrationInterface, QueryRunner } from 'typeorm';
import { membersInBatches } from './in-batches.js';
import { withLockTimeout } from './with-lock-timeout.js';

const fill = `
  update member m set other_login_key = u.login_email_key
  from page p, user_profile u
  where m.organization_id = p.organization_id and m.id = p.id and u.id = m.user_id
    and m.other_login_key is distinct from nullif(u.login_email_key, m.email_key)`;

/**
 * Fills the addresses of those who signed in before, and indexes them, while everybody goes on writing. In one
 * transaction it would hold up every request that writes a member until it is done, which takes long for a million. So
 * there is none: it may be broken off anywhere and is begun anew. The index is no longer asked for since
 * `fill-member-search`, which drops it.
 */
export class IndexLoginAddresses1764000070100 implements MigrationInterface {
  name = 'IndexLoginAddresses1764000070100';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await membersInBatches(runner, 'm.organization_id, m.id', fill);
    // It waits for the transactions that began before, however long they take; nobody waits behind it meanwhile.
    await withLockTimeout(runner, 0, async () => {
      // What an attempt that was broken off has left is of no use.
      await runner.query(`drop index concurrently if exists member_other_login_idx`);
      await runner.query(`
        create index concurrently member_other_login_idx on member using gin (other_login_key gin_trgm_ops)
          where other_login_key is not null`);
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index concurrently if exists member_other_login_idx`);
  }
}
