import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The processes that work on the queue. Each holds an advisory lock on its id while it lives; whoever finds the lock
 * free knows that the process is gone, and frees the jobs of its workers.
 */
export class CreateJobProcess1764000005000 implements MigrationInterface {
  name = 'CreateJobProcess1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table job_process (
        id integer not null generated always as identity,
        worker_ids text[] not null default '{}',
        started_at timestamptz(3) not null default now(),
        constraint job_process_pk primary key (id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table job_process`);
  }
}
