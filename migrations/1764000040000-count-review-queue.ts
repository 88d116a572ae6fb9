import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many people wait in the review queue, by reason, so that its first page need not count a million rows. And the
 * sides of mappings are looked up only where they could be missing: a run takes them from the two tables themselves.
 */
export class CountReviewQueue1764000040000 implements MigrationInterface {
  name = 'CountReviewQueue1764000040000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table unmapped_count (
        organization_id uuid not null,
        reason text not null,
        people integer not null,
        constraint unmapped_count_pk primary key (organization_id, reason),
        constraint unmapped_count_organization_fk foreign key (organization_id) references organization (id)
      )`);
    await runner.query(`
      insert into unmapped_count (organization_id, reason, people)
      select organization_id, unmapped_reason, count(*) from lcvista_user where unmapped_reason is not null group by 1, 2`);
    await runner.query(`drop trigger mapping_sides on mapping`);
    await runner.query(`
      create trigger mapping_sides after insert on mapping
        referencing new table as fresh for each statement
        when (current_setting('muster.carries_out_plan', true) is distinct from 'on')
        execute function refuse_mapping_of_nobody()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop trigger mapping_sides on mapping`);
    await runner.query(`
      create trigger mapping_sides after insert on mapping
        referencing new table as fresh for each statement execute function refuse_mapping_of_nobody()`);
    await runner.query(`drop table unmapped_count`);
  }
}
