import { Injectable } from '@nestjs/common';
import type { Environment } from '../common/environment.js';
import type { Scope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { ClaimCandidate } from './decide-claim.js';
import type { SignedInPerson } from './signed-in-person.js';

/** The learner's profile as stored. */
export interface UserProfile {
  readonly id: string;
  readonly displayName: string;
  readonly loginEmail: string;
}

/** Everything that a claim is decided from, as of one instant. */
export interface LoadedClaim {
  readonly user: UserProfile | null;
  readonly organizationExists: boolean;
  readonly candidates: ClaimCandidate[];
}

/** Members of one organization with one address that a decision needs: the second makes it ambiguous. */
const enough = 3;

/**
 * One look at the person, the organization and every member that the person may be. Branches are united, not joined by
 * "or", so that each finds its rows by its own index; of a crowd with one address only as many are read as matter.
 *
 * $1 environment, $2 issuer, $3 subject, $4 e-mail key, $5 directory id, $6 slug
 */
const loadClaim = (ofOrganization: string): string => `
  with person as (
    select id, display_name, login_email from user_profile where environment = $1 and issuer = $2 and subject = $3
  ), place as (
    select id from organization where environment = $1 and slug = $6
  ), matching as (
    select m.organization_id, m.id from member m where m.email_key = $4 ${ofOrganization}
    union select m.organization_id, m.id from member m where m.external_id = $5 ${ofOrganization}
    union select m.organization_id, m.id from member m join person on m.user_id = person.id where true ${ofOrganization}
  ), candidate as (
    select o.id as organization_id, o.slug, m.id, m.access, m.user_id, m.user_id = person.id as held,
      m.email_key is not distinct from $4 as has_address, m.external_id is not distinct from $5::text as has_external_id,
      row_number() over (
        partition by o.id, m.access = 'removed', m.external_id is not distinct from $5::text,
          m.email_key is not distinct from $4
        order by (m.user_id = person.id) desc nulls last, m.id) as place_in_crowd
    from matching join organization o on o.id = matching.organization_id and o.environment = $1
      join member m on m.organization_id = matching.organization_id and m.id = matching.id
      left join person on true
  )
  select
    (select jsonb_build_object('id', id, 'displayName', display_name, 'loginEmail', login_email) from person) as user,
    exists (select from place) as "organizationExists",
    coalesce((
      select jsonb_agg(jsonb_build_object('organizationId', organization_id, 'organization', slug, 'memberId', id,
        'access', access, 'userId', user_id, 'hasAddress', has_address,
        'hasExternalId', has_external_id and $5::text is not null) order by access = 'removed', slug, id)
      from candidate where held or place_in_crowd <= ${enough}), '[]') as candidates`;

const loadClaimInEnvironment = statement('load-claim-in-environment', loadClaim(''));

const loadClaimInOrganization = statement(
  'load-claim-in-organization',
  loadClaim('and m.organization_id = (select id from place)'),
);

/**
 * Tells the members that a user held before of a login address that moved. `before` is the profile as it was.
 *
 * @param changed the part of the statement that answers a row when the profile was written
 */
function tellMovedLogin(changed: string, loginEmail: string, emailKey: string, requestId: string): string {
  return `insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, detail, request_id)
     select m.organization_id, m.id, 'login-email-changed', 'person', before.id::text, 'sign-in',
       jsonb_build_object('before', before.login_email, 'after', ${loginEmail}::text), ${requestId}::text
     from before join member m on m.user_id = before.id
     where before.login_email_key <> ${emailKey} and exists (select from ${changed})
     order by m.organization_id, m.id`;
}

/**
 * Links members to the person's user, all of them or none: members are locked in one order, so that two claims never
 * wait for each other, and looked at again under the lock. Nothing is written, no profile either, unless each is still
 * there for the taking. The organizations are held too, so that none changes its environment meanwhile.
 *
 * $1 organization ids, $2 member ids, $3 environment, $4 issuer, $5 subject, $6 display name, $7 login e-mail,
 * $8 e-mail key, $9 directory id, $10 request id
 */
const claimMembers = statement(
  'claim-members',
  `with place as (
     select id from organization where id = any($1::uuid[]) and environment = $3 order by id for share
   ), before as (
     select id, login_email, login_email_key from user_profile where environment = $3 and issuer = $4 and subject = $5
   ), target as (
     select m.organization_id, m.id
     from unnest($1::uuid[], $2::uuid[]) as wanted (organization_id, id)
       join place on place.id = wanted.organization_id
       join member m on m.organization_id = wanted.organization_id and m.id = wanted.id
     where m.user_id is null and m.access <> 'removed' and (m.email_key = $8 or m.external_id = $9)
     order by m.organization_id, m.id
     for no key update of m
   ), profile as (
     insert into user_profile (environment, issuer, subject, display_name, login_email, login_email_key)
     select $3, $4, $5, $6, $7, $8 where (select count(*) from target) = cardinality($1::uuid[])
     on conflict on constraint user_profile_person_unique do update
       set display_name = excluded.display_name, login_email = excluded.login_email,
         login_email_key = excluded.login_email_key, updated_at = now()
     returning id
   ), claimed as (
     update member m set user_id = profile.id, claimed_at = now()
     from target, profile where m.organization_id = target.organization_id and m.id = target.id
     returning m.organization_id, m.id, m.user_id
   ), told as (
     insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, detail, request_id)
     select organization_id, id, 'claimed', 'person', user_id::text, 'first-sign-in',
       jsonb_build_object('userId', user_id, 'loginEmail', $7::text), $10
     from claimed order by organization_id, id
   ), moved as (
     ${tellMovedLogin('profile', '$7', '$8', '$10')}
   )
   select id as "userId" from profile`,
);

/** $1 user id, $2 display name, $3 login e-mail, $4 e-mail key, $5 request id */
const followSignIn = statement(
  'follow-sign-in',
  `with before as (
     select id, login_email, login_email_key from user_profile where id = $1 for no key update
   ), followed as (
     update user_profile u set display_name = $2, login_email = $3, login_email_key = $4, updated_at = now()
     from before where u.id = before.id and (u.display_name, u.login_email) is distinct from ($2, $3)
     returning u.id
   )
   ${tellMovedLogin('followed', '$3', '$4', '$5')}`,
);

/** What claiming reads and writes. It crosses organizations: a person may be a member of several. */
@Injectable()
export class ClaimRepository {
  /** @param organization slug, or null for every organization of the environment */
  async load(
    scope: Scope,
    environment: Environment,
    person: SignedInPerson,
    organization: string | null,
  ): Promise<LoadedClaim> {
    const question = organization === null ? loadClaimInEnvironment : loadClaimInOrganization;
    const { issuer, subject, emailKey, externalId } = person;
    const values = [environment, issuer, subject, emailKey, externalId, organization];
    const [loaded] = await scope.query<LoadedClaim>(question, values);
    if (loaded === undefined) throw new Error('the claim query answers one row always');
    return loaded;
  }

  /** @returns the user's id, or null when a member was no longer there for the taking: then nothing was written */
  async claim(
    scope: Scope,
    environment: Environment,
    person: SignedInPerson,
    members: readonly ClaimCandidate[],
    requestId: string | null,
  ): Promise<string | null> {
    const [written] = await scope.query<{ userId: string }>(claimMembers, [
      members.map((member) => member.organizationId),
      members.map((member) => member.memberId),
      environment,
      person.issuer,
      person.subject,
      person.displayName,
      person.email,
      person.emailKey,
      person.externalId,
      requestId,
    ]);
    return written?.userId ?? null;
  }

  /** The profile takes over the name and the address of the sign-in; the history of its members tells of the address. */
  async followSignIn(scope: Scope, userId: string, person: SignedInPerson, requestId: string | null): Promise<void> {
    await scope.query(followSignIn, [userId, person.displayName, person.email, person.emailKey, requestId]);
  }
}
