import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { statement } from '../../database/statement.js';

const findStanding = statement(
  'find-lcvista-user-standing',
  `select exists(select from mapping g
                  where g.organization_id = $1 and g.lcvista_user_id = u.id and g.ended_at is null) as mapped
     from lcvista_user u
    where u.organization_id = $1 and u.id = $2 and u.gone_at is null`,
);

const ignore = statement(
  'ignore-lcvista-user',
  `update lcvista_user set ignored_at = $3, ignored_by = $4, ignored_reason = $5 where organization_id = $1 and id = $2`,
);

const unignore = statement(
  'unignore-lcvista-user',
  `update lcvista_user
      set ignored_at = null, ignored_by = null, ignored_reason = null
    where organization_id = $1 and id = $2 and ignored_at is not null
   returning id`,
);

/** LCVista users whom an administrator took out of the review queue. */
@Injectable()
export class IgnoreRepository {
  /** @returns null when nobody of that id is on the site, as last read */
  async find(scope: TenantScope, lcvistaUserId: string): Promise<{ mapped: boolean } | null> {
    const [standing] = await scope.query<{ mapped: boolean }>(findStanding, [lcvistaUserId]);
    return standing ?? null;
  }

  /** @param by who did it */
  async ignore(
    scope: TenantScope,
    lcvistaUserId: string,
    { at, by, reason }: { at: Date; by: string; reason: string },
  ): Promise<void> {
    await scope.query(ignore, [lcvistaUserId, at, by, reason]);
  }

  /** @returns whether the user was ignored */
  async unignore(scope: TenantScope, lcvistaUserId: string): Promise<boolean> {
    const rows = await scope.query(unignore, [lcvistaUserId]);
    return rows.length > 0;
  }
}
