import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the addresses that may belong to the person somebody asks about: another writing of the local part, or characters
 * that an address does not usually have (few rows, so that looking through them is cheap). And the runs of the last day.
 */
export class IndexDiagnosisAndRuns1764000020000 implements MigrationInterface {
  name = 'IndexDiagnosisAndRuns1764000020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index member_odd_email_idx on member (organization_id) where email_key ~ '[^!-~]'`);
    await runner.query(
      `create index lcvista_user_odd_email_idx on lcvista_user (organization_id) where email_key ~ '[^!-~]' and gone_at is null`,
    );
    await runner.query(
      `create index lcvista_user_local_part_idx on lcvista_user (organization_id, (split_part(split_part(email_key, '@', 1), '+', 1))) where email_key is not null and gone_at is null`,
    );
    await runner.query(`create index user_profile_login_email_key_idx on user_profile (environment, login_email_key)`);
    await runner.query(`create index sync_run_finished_at_idx on sync_run (finished_at) where finished_at is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop index sync_run_finished_at_idx, user_profile_login_email_key_idx, lcvista_user_local_part_idx, lcvista_user_odd_email_idx, member_odd_email_idx`,
    );
  }
}
