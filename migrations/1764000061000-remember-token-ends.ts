import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a token was meant to end before a rotation moved its end; `infinity`: never. Null: it was not rotated. */
export class RememberTokenEnds1764000061000 implements MigrationInterface {
  name = 'RememberTokenEnds1764000061000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table access_token add column meant_until timestamptz(3)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table access_token drop column meant_until`);
  }
}
