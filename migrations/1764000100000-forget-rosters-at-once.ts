import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a run has read is forgotten by emptying the files instead of row by row, where nothing else is in them and nobody
 * is using them: a million rows take milliseconds instead of two seconds, and leave no dead ones behind. It does not wait
 * until nobody is using them. Below 8 MB rows are deleted as quickly as files are replaced. Others' rows are seen for
 * certain only by a statement that looks anew, which is how `read committed` does it.
 */
export class ForgetRostersAtOnce1764000100000 implements MigrationInterface {
  name = 'ForgetRostersAtOnce1764000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function forget_roster(organization uuid, run uuid) returns void language plpgsql as $$
      begin
        if pg_relation_size('roster_person') + pg_relation_size('roster_assignment') > 8 * 1024 * 1024
          and current_setting('transaction_isolation') = 'read committed' then
          begin
            lock table roster_person, roster_assignment in access exclusive mode nowait;
            if exists (select from roster_person where (organization_id, run_id) < (organization, run))
              or exists (select from roster_person where (organization_id, run_id) > (organization, run))
              or exists (select from roster_assignment where (organization_id, run_id) < (organization, run))
              or exists (select from roster_assignment where (organization_id, run_id) > (organization, run)) then
              -- Gives the lock back before the rows are deleted one by one.
              raise lock_not_available;
            end if;
            truncate roster_person, roster_assignment;
            return;
          exception when lock_not_available or insufficient_privilege then null;
          end;
        end if;
        delete from roster_person where organization_id = organization and run_id = run;
        delete from roster_assignment where organization_id = organization and run_id = run;
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop function forget_roster(uuid, uuid)`);
  }
}
