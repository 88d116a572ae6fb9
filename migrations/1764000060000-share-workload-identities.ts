import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One application of a directory may provision several organizations: the client id of the request tells them apart.
 * Nor can an organization keep another out any more by entering the other's identity first.
 */
export class ShareWorkloadIdentities1764000060000 implements MigrationInterface {
  name = 'ShareWorkloadIdentities1764000060000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table workload_identity drop constraint workload_identity_assertion_unique`);
    await runner.query(
      `create index workload_identity_assertion_idx on workload_identity (issuer, subject, audience, organization_id)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index workload_identity_assertion_idx`);
    await runner.query(
      `alter table workload_identity add constraint workload_identity_assertion_unique unique (issuer, subject, audience)`,
    );
  }
}
