import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Directories look people up by e-mail while they write them. Entries that wait in the index's pending list make each
 * such look-up read all of that list, so new addresses go into the index itself.
 */
export class LookUpEmailsAtOnce1764000010101 implements MigrationInterface {
  name = 'LookUpEmailsAtOnce1764000010101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter index member_email_keys_idx set (fastupdate = off)`);
    await runner.query(`select gin_clean_pending_list('member_email_keys_idx')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter index member_email_keys_idx reset (fastupdate)`);
  }
}
