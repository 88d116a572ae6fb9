import type { MigrationInterface, QueryRunner } from 'typeorm';
import { membersInBatches } from './in-batches.js';
import { withLockTimeout } from './with-lock-timeout.js';

/** The profiles are held: of one that changes at that moment, the statement would write what it was. */
const fill = `
  update member m set other_login_key = nullif(u.login_email_key, m.email_key)
  from (select p.organization_id, p.id, u.id as user_id, u.login_email_key
        from page p join user_profile u on u.id = p.user_id
        for share of u) u
  where m.organization_id = u.organization_id and m.id = u.id and m.user_id = u.user_id
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
    await membersInBatches(runner, 'm.organization_id, m.id, m.user_id', fill);
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
