import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A sign-in that names no organization looks for its person in all of them: by address, and by the directory's id. */
export class IndexMembersByAddress1764000010100 implements MigrationInterface {
  name = 'IndexMembersByAddress1764000010100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index member_any_email_key_idx on member (email_key) where email_key is not null`);
    await runner.query(`create index member_any_external_id_idx on member (external_id) where external_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index member_any_email_key_idx, member_any_external_id_idx`);
  }
}
