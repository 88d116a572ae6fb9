import { Injectable } from '@nestjs/common';
import type { Environment } from '../common/environment.js';
import type { Scope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { UserProfile } from './claim.repository.js';
import type { Access } from './decide-claim.js';

/** One place of a user. */
export interface Membership {
  readonly organization: string;
  readonly memberId: string;
  readonly access: Access;
}

export interface UserAccess {
  readonly user: UserProfile;
  readonly memberships: Membership[];
}

const readAccess = (which: string): string => `
  select
    json_build_object('id', u.id, 'displayName', u.display_name, 'loginEmail', u.login_email) as user,
    coalesce((
      select json_agg(json_build_object('organization', o.slug, 'memberId', m.id, 'access', m.access)
        order by m.access = 'removed', o.slug, m.id)
      from member m join organization o on o.id = m.organization_id
      where m.user_id = u.id and (m.access <> 'removed' or not exists (
        select from member newer
        where newer.organization_id = m.organization_id and newer.user_id = u.id and newer.access <> 'removed'))
    ), '[]') as memberships
  from user_profile u where ${which}`;

const accessOfUser = statement('access-of-user', readAccess('($1::text is null or u.environment = $1) and u.id = $2'));

const accessOfPerson = statement(
  'access-of-person',
  readAccess('u.environment = $1 and u.issuer = $2 and u.subject = $3'),
);

/**
 * Reads what a user may still enter. A removed membership stays in the answer, so that a session can be ended, until the
 * user has another one in the same organization.
 */
@Injectable()
export class AccessRepository {
  /** @param environment null: any, for the platform */
  async ofUser(scope: Scope, environment: Environment | null, userId: string): Promise<UserAccess | null> {
    const [row] = await scope.query<UserAccess>(accessOfUser, [environment, userId]);
    return row ?? null;
  }

  /** The same of a person as the login knows them. @returns null when they have claimed nothing in the environment */
  async ofPerson(scope: Scope, environment: Environment, issuer: string, subject: string): Promise<UserAccess | null> {
    const [row] = await scope.query<UserAccess>(accessOfPerson, [environment, issuer, subject]);
    return row ?? null;
  }
}
