import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose people an organization's LCVista users are: the ids of another site are other people. The site is remembered even
 * while there is no connection; what belongs to a former one is marked, so that its mappings keep the addresses of its own
 * people and its readings count for nothing.
 *
 * Where a connection had been removed before, the audit trail knows its site; where not even that does, the empty text is
 * the address of no site.
 */
export class KnowFormerSites1764000090500 implements MigrationInterface {
  name = 'KnowFormerSites1764000090500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lcvista_site (
        organization_id uuid not null,
        site_url text not null,
        constraint lcvista_site_pk primary key (organization_id),
        constraint lcvista_site_organization_fk foreign key (organization_id) references organization (id)
      )`);
    await runner.query(`
      insert into lcvista_site (organization_id, site_url)
      select o.id, coalesce(c.site_url, (
               select a.before->>'siteUrl' from audit_event a
                where a.organization_id = o.id and a.kind = 'lcvista-connection.removed' order by a.id desc limit 1), '')
        from organization o
        left join lcvista_connection c on c.organization_id = o.id
       where c.organization_id is not null
          or exists (select from lcvista_user u where u.organization_id = o.id)`);
    await runner.query(`alter table mapping add former_site text, add former_lcvista_email text`);
    await runner.query(`alter table sync_run add of_former_site boolean not null default false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table sync_run drop of_former_site`);
    await runner.query(`alter table mapping drop former_site, drop former_lcvista_email`);
    await runner.query(`drop table lcvista_site`);
  }
}
