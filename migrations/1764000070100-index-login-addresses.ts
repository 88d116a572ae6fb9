import type { MigrationInterface, QueryRunner } from 'typeorm';
import { withLockTimeout } from './with-lock-timeout.js';

/** Members that one statement looks at, so that none of them is held for long. */
const batch = 5_000;

const nobody = '00000000-0000-0000-0000-000000000000';

interface Place {
  readonly organizationId: string;
  readonly id: string;
}

/**
 * Fills the addresses of those who signed in before, and indexes them, while everybody goes on writing. In one
 * transaction it would hold up every request that writes a member until it is done, which takes long for a million. So
 * there is none: it may be broken off anywhere and is begun anew.
 */
export class IndexLoginAddresses1764000070100 implements MigrationInterface {
  name = 'IndexLoginAddresses1764000070100';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    let place: Place | null = { organizationId: nobody, id: nobody };
    while (place !== null) place = await fillAfter(runner, place);
    // It waits for the transactions that began before, however long they take; nobody waits behind it meanwhile.
    await withLockTimeout(runner, 0, async () => {
      // No longer asked for since `fill-member-search`, which drops it.
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

/** @returns the last member that was looked at; null when there are no more */
async function fillAfter(runner: QueryRunner, { organizationId, id }: Place): Promise<Place | null> {
  const [last]: Place[] = await runner.query(
    `with page as materialized (
       select organization_id, id from member where (organization_id, id) > ($1, $2)
       order by organization_id, id limit ${batch}
     ), filled as (
       update member m set other_login_key = u.login_email_key
       from page p, user_profile u
       where m.organization_id = p.organization_id and m.id = p.id and u.id = m.user_id
         and m.other_login_key is distinct from nullif(u.login_email_key, m.email_key)
     )
     select organization_id as "organizationId", id from page order by organization_id desc, id desc limit 1`,
    [organizationId, id],
  );
  return last ?? null;
}
