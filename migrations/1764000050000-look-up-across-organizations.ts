import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One index answers who has an address, or a directory's id, in one organization and in all of them. Of two, the planner
 * took the one without the organization for look-ups within one: everybody's "1001" was read to find one's own. And each
 * index fewer is work less for every change of a member.
 */
export class LookUpAcrossOrganizations1764000050000 implements MigrationInterface {
  name = 'LookUpAcrossOrganizations1764000050000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index member_external_id_idx, member_any_external_id_idx`);
    await runner.query(`drop index member_email_key_idx, member_any_email_key_idx`);
    await runner.query(
      `create index member_external_id_idx on member (external_id, organization_id) where external_id is not null`,
    );
    await runner.query(
      `create index member_email_key_idx on member (email_key, organization_id) where email_key is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index member_external_id_idx, member_email_key_idx`);
    await runner.query(
      `create index member_external_id_idx on member (organization_id, external_id) where external_id is not null`,
    );
    await runner.query(`create index member_any_external_id_idx on member (external_id) where external_id is not null`);
    await runner.query(
      `create index member_email_key_idx on member (organization_id, email_key) where email_key is not null`,
    );
    await runner.query(`create index member_any_email_key_idx on member (email_key) where email_key is not null`);
  }
}
