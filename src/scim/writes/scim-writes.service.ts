import { Injectable } from '@nestjs/common';
import type { ProvisioningOperation } from '../../audit/provisioning-event.js';
import { ProvisioningEvents } from '../../audit/provisioning-events.js';
import { Database } from '../../database/database.js';
import type { JsonValue } from '../../scim-core/json/json-value.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import { isOurId } from '../filter/common-places.js';
import type { ScimAnswer } from '../wire/scim-answer.js';
import { GroupWriter } from './group-writer.service.js';
import { UserWriter } from './user-writer.service.js';
import type { WriteCall } from './write-call.js';

/** One write as the directory asked for it. */
export interface ScimWrite {
  readonly operation: ProvisioningOperation;
  readonly type: 'User' | 'Group';
  /** null with `create`. */
  readonly id: string | null;
  /** The body, read only when it is the write's turn to complain about it. */
  readonly body: () => JsonValue;
  /** What `attributes`, `excludedAttributes` and `If-Match` say, read likewise. */
  readonly call: () => WriteCall;
}

/** A write, or a whole bulk request, that was refused. */
type RefusedWrite =
  | Pick<ScimWrite, 'operation' | 'type' | 'id'>
  | { readonly operation: 'bulk'; readonly type: 'Bulk'; readonly id: null };

const codes: Record<number, string | undefined> = { 404: 'not-found', 412: 'precondition-failed', 413: 'too-large' };

/** The one way in for writes, single or in bulk: what is refused is recorded too, with its reason. */
@Injectable()
export class ScimWrites {
  constructor(
    private readonly database: Database,
    private readonly users: UserWriter,
    private readonly groups: GroupWriter,
    private readonly events: ProvisioningEvents,
  ) {}

  /** @throws ScimError what is wrong with the write, after it was recorded */
  async perform(who: Pick<WriteCall, 'tenant' | 'origin'>, write: ScimWrite): Promise<ScimAnswer> {
    try {
      return await this.dispatch(write);
    } catch (error) {
      if (error instanceof ScimError && error.status < 500) await this.recordRefusal(who, write, error);
      throw error;
    }
  }

  /** Records a write that was refused before it could be tried. */
  async recordRefusal(
    { tenant, origin }: Pick<WriteCall, 'tenant' | 'origin'>,
    { operation, type, id }: RefusedWrite,
    error: ScimError,
  ): Promise<void> {
    await this.events.recordRefusal(this.database.tenant(tenant.id), origin, {
      operation,
      resourceType: type,
      resourceId: id !== null && isOurId(id) ? id : null,
      status: error.status,
      reason: error.scimType ?? codes[error.status] ?? 'refused',
      detail: error.detail,
    });
  }

  private dispatch(write: ScimWrite): Promise<ScimAnswer> {
    const call = write.call();
    const writer = write.type === 'User' ? this.users : this.groups;
    const id = write.id ?? '';
    switch (write.operation) {
      case 'create':
        return writer.create(call, write.body());
      case 'replace':
        return writer.replace(call, id, write.body());
      case 'patch':
        return writer.patch(call, id, write.body());
      default:
        return writer.delete(call, id);
    }
  }
}
