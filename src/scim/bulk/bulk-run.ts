import type { ProvisioningOperation } from '../../audit/provisioning-event.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim-core/json/json-value.js';
import { resolveReferences, splitUnresolved } from '../../scim-core/messages/bulk-references.js';
import type { BulkMethod, BulkOperation, BulkTarget } from '../../scim-core/messages/bulk-request.js';
import { bulkFailure, type BulkResult, bulkSuccess } from '../../scim-core/messages/bulk-response.js';
import type { BulkStep } from '../../scim-core/messages/plan-bulk.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';
import { WHOLE } from '../../scim-core/resource/projection.js';
import type { ScimLocations } from '../scim-locations.js';
import { readEntityTags } from '../wire/entity-tag.js';
import type { ScimAnswer } from '../wire/scim-answer.js';
import type { ScimWrites } from '../writes/scim-writes.service.js';
import type { WriteCall } from '../writes/write-call.js';

const operationOf: Record<BulkMethod, ProvisioningOperation> = {
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** One bulk request on its way: what has been made so far, and what came of each operation. */
export class BulkRun {
  failures = 0;
  private readonly made = new Map<string, string>();
  private readonly done = new Map<number, BulkResult>();
  /** What is still to be added to resources that were begun. */
  private readonly begun = new Map<number, { id: string; later: JsonObject }>();

  constructor(
    private readonly operations: readonly BulkOperation[],
    private readonly who: Pick<WriteCall, 'tenant' | 'origin'>,
    private readonly writes: ScimWrites,
    private readonly locations: ScimLocations,
  ) {}

  /** @throws ScimError when the operation is refused; then `fail` is to be called */
  async take(step: BulkStep): Promise<void> {
    const operation = this.operationAt(step);
    if (step.kind === 'refuse') return this.refuse(operation, step.error);
    const target = targetOf(operation);
    if (step.kind === 'begin') return this.begin(step.index, operation, target);
    if (step.kind === 'complete') return this.complete(step.index, target);
    const id = target.id === null ? null : await this.idOf(operation, target.id);
    const answer = await this.write(operation, target, id, () => resolveReferences(target.data, this.made));
    this.succeed(step.index, operation, target, id, answer);
  }

  /** Keeps the error as what came of the operation, and takes back what the operation has begun. */
  async fail(step: BulkStep, error: ScimError): Promise<void> {
    const operation = this.operationAt(step);
    const { target } = operation;
    const begun = this.begun.get(step.index);
    if (begun !== undefined) await this.undo(operation, begun.id);
    const known = target instanceof ScimError || target.id === null ? undefined : this.location(target, target.id);
    this.done.set(step.index, bulkFailure(operation, error, known));
    this.failures += 1;
  }

  /** In the order of the request; what was left undone is not there. */
  results(): BulkResult[] {
    return [...this.done].toSorted(([one], [other]) => one - other).map(([, result]) => result);
  }

  private async idOf(operation: BulkOperation, id: string): Promise<string> {
    try {
      const resolved = resolveReferences(id, this.made);
      return typeof resolved === 'string' ? resolved : id;
    } catch (error) {
      if (error instanceof ScimError) return this.refuse(operation, error);
      throw error;
    }
  }

  private async refuse({ target }: BulkOperation, error: ScimError): Promise<never> {
    if (!(target instanceof ScimError)) {
      const { method, type, id } = target;
      await this.writes.recordRefusal(this.who, { operation: operationOf[method], type: type.name, id }, error);
    }
    throw error;
  }

  private async begin(index: number, operation: BulkOperation, target: BulkTarget): Promise<void> {
    const { now, later } = splitUnresolved(isJsonObject(target.data) ? target.data : {}, this.made);
    const answer = await this.write(operation, target, null, () => resolveReferences(now, this.made));
    const id = this.succeed(index, operation, target, null, answer);
    this.begun.set(index, { id, later });
  }

  private async complete(index: number, target: BulkTarget): Promise<void> {
    const begun = this.begun.get(index);
    const result = this.done.get(index);
    // Nothing to add where the beginning was refused already.
    if (begun === undefined || result === undefined) return;
    const body = () => resolveReferences(begun.later, this.made);
    const call = () => this.call(undefined);
    const answer = await this.writes.perform(this.who, {
      operation: 'patch',
      type: target.type.name,
      id: begun.id,
      body,
      call,
    });
    if (answer.version !== undefined) this.done.set(index, { ...result, version: answer.version });
  }

  /** A resource that cannot be completed is taken back, unless it is gone: its operation failed as a whole. */
  private async undo({ bulkId, target }: BulkOperation, id: string): Promise<void> {
    if (target instanceof ScimError) return;
    if (bulkId !== undefined) this.made.delete(bulkId);
    const type = target.type.name;
    const call = () => this.call(undefined);
    try {
      await this.writes.perform(this.who, { operation: 'delete', type, id, body: () => null, call });
    } catch (error) {
      if (!(error instanceof ScimError && error.status === 404)) throw error;
    }
  }

  private write(
    { version }: BulkOperation,
    { method, type }: BulkTarget,
    id: string | null,
    body: () => JsonValue,
  ): Promise<ScimAnswer> {
    const call = () => this.call(method === 'POST' ? undefined : version);
    return this.writes.perform(this.who, { operation: operationOf[method], type: type.name, id, body, call });
  }

  /** @returns the id of the resource */
  private succeed(
    index: number,
    operation: BulkOperation,
    target: BulkTarget,
    id: string | null,
    answer: ScimAnswer,
  ): string {
    const made = answer.location?.split('/').at(-1) ?? '';
    const known = id ?? made;
    if (id === null && operation.bulkId !== undefined) this.made.set(operation.bulkId, known);
    const { status, version } = answer;
    this.done.set(index, bulkSuccess(operation, { status, version, location: this.location(target, known) }));
    return known;
  }

  private call(version: string | undefined): WriteCall {
    return { ...this.who, projection: WHOLE, ifMatch: readEntityTags(version) };
  }

  private location({ type }: BulkTarget, id: string): string {
    return type.name === 'User' ? this.locations.user(id) : this.locations.group(id);
  }

  private operationAt({ index }: BulkStep): BulkOperation {
    const operation = this.operations[index];
    if (operation === undefined) throw new Error(`the bulk plan names operation ${index}, which there is not`);
    return operation;
  }
}

function targetOf({ target }: BulkOperation): BulkTarget {
  if (target instanceof ScimError) throw target;
  return target;
}
