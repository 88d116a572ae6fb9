import { Injectable } from '@nestjs/common';
import type { Origin } from '../audit/origin.js';
import { compareKey } from '../common/compare-key.js';
import type { TenantScope } from '../database/scope.js';
import { statement } from '../database/statement.js';
import type { JsonObject } from '../scim-core/json/json-value.js';
import { compareForm } from '../scim-core/resource/compare-form.js';
import { USER } from '../scim-core/schema/resource-type.js';

/** A member as it is read to be changed by hand. */
export interface LockedMember {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly resource: JsonObject;
}

const lockMember = statement(
  'lock-member',
  `select id, name, user_id as "userId", resource from member where organization_id = $1 and id = $2
   for no key update`,
);

/** $3 name, $4 its key, $5 resource, $6 its compare form, $7 kind and $8 name of the actor, $9 request, $10 name before */
const renameMember = statement(
  'rename-member-by-hand',
  `with renamed as (
     update member set name = $3, name_key = $4, resource = $5, compare = $6, name_by_hand = true,
       version = version + 1, last_modified = greatest(now(), last_modified)
     where organization_id = $1 and id = $2
     returning id
   )
   insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
   select $1, id, 'name-changed-by-hand', $7, $8, 'administrator', $9,
     jsonb_build_object('before', $10::text, 'after', $3::text)
   from renamed`,
);

/** $3 user id, $4 reason, $5 kind and $6 name of the actor, $7 request */
const releaseClaim = statement(
  'release-claim',
  `with released as (
     update member set user_id = null, claimed_at = null where organization_id = $1 and id = $2
     returning id
   )
   insert into member_event (organization_id, member_id, kind, actor_kind, actor, cause, request_id, detail)
   select $1, id, 'claim-released', $5, $6, 'support', $7,
     jsonb_build_object('userId', $3::uuid, 'reason', $4::text)
   from released`,
);

/** Changes of a member that do not come from the directory. Each statement writes the history, too. */
@Injectable()
export class MemberStateRepository {
  /** Reads a member, deleted ones too, and keeps everybody else from changing it until the transaction ends. */
  async lock(scope: TenantScope, memberId: string): Promise<LockedMember | undefined> {
    const [member] = await scope.query<LockedMember>(lockMember, [memberId]);
    return member;
  }

  /** Writes the name as if the directory had sent it, marked as given by hand. */
  async rename(scope: TenantScope, origin: Origin, member: LockedMember, displayName: string): Promise<void> {
    const resource = { ...member.resource, displayName };
    await scope.query(renameMember, [
      member.id,
      displayName,
      compareKey(displayName),
      JSON.stringify(resource),
      JSON.stringify(compareForm(resource, USER)),
      origin.actor.kind,
      origin.actor.name,
      origin.requestId,
      member.name,
    ]);
  }

  /** Takes the user from a locked member, who is invited anew; the history says why. */
  async releaseClaim(
    scope: TenantScope,
    origin: Origin,
    memberId: string,
    { userId, reason }: { userId: string; reason: string },
  ): Promise<void> {
    await scope.query(releaseClaim, [memberId, userId, reason, origin.actor.kind, origin.actor.name, origin.requestId]);
  }
}
