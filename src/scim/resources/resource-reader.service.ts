import { Injectable } from '@nestjs/common';
import { PublicAddress } from '../../config/public-address.js';
import type { TenantIdentity } from '../../credentials/caller.js';
import { Database } from '../../database/database.js';
import { CohortRepository } from '../../directory/cohort.repository.js';
import { MemberRepository } from '../../directory/member.repository.js';
import { isShown, type Projection } from '../../scim-core/resource/projection.js';
import { GROUP, USER } from '../../scim-core/schema/resource-type.js';
import { isOurId } from '../filter/common-places.js';
import { ScimLocations } from '../scim-locations.js';
import { entityTag } from '../wire/entity-tag.js';
import type { ScimAnswer } from '../wire/scim-answer.js';
import { notFound } from '../writes/write-call.js';
import { showResource } from './show-resource.js';

/** How a single resource is asked for. */
export interface ReadCall {
  readonly tenant: TenantIdentity;
  readonly projection: Projection;
  /** The versions of `If-None-Match`. */
  readonly ifNoneMatch: readonly number[] | 'any' | null;
}

/** Reads single resources, each in one statement. */
@Injectable()
export class ResourceReader {
  constructor(
    private readonly database: Database,
    private readonly members: MemberRepository,
    private readonly cohorts: CohortRepository,
    private readonly address: PublicAddress,
  ) {}

  /** @throws ScimError 404 for whatever is not the id of a user of this organization */
  async user(call: ReadCall, id: string): Promise<ScimAnswer> {
    const scope = this.database.tenant(call.tenant.id);
    const withGroups = isShown(call.projection, USER, 'groups');
    const locations = new ScimLocations(this.address.base, call.tenant.slug);
    const row = isOurId(id) ? await this.members.find(scope, id, withGroups, locations.base) : undefined;
    if (row === undefined) throw notFound('User');
    return answer(call, row.version, locations.user(id), () => showResource(row, USER, call.projection, locations));
  }

  /** @throws ScimError 404 for whatever is not the id of a group of this organization */
  async group(call: ReadCall, id: string): Promise<ScimAnswer> {
    const scope = this.database.tenant(call.tenant.id);
    const withMembers = isShown(call.projection, GROUP, 'members');
    const locations = new ScimLocations(this.address.base, call.tenant.slug);
    const row = isOurId(id) ? await this.cohorts.find(scope, id, withMembers, locations.base) : undefined;
    if (row === undefined) throw notFound('Group');
    return answer(call, row.version, locations.group(id), () => showResource(row, GROUP, call.projection, locations));
  }
}

function answer(call: ReadCall, version: number, location: string, body: () => string): ScimAnswer {
  const { ifNoneMatch } = call;
  const headers = { version: entityTag(version), location };
  if (ifNoneMatch === 'any' || ifNoneMatch?.includes(version) === true) return { status: 304, ...headers };
  return { status: 200, body: body(), ...headers };
}
