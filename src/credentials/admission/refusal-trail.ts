import { Injectable, Logger } from '@nestjs/common';
import { OrganizationsService } from '../../organizations/organizations.service.js';
import { OwnerScopes } from '../owner-scope.js';
import { MinuteCounter } from '../minute-counter.js';
import type { RefusalReason } from './refusal.js';

/** A refused credential, and what is known about it. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly prefix: string | null;
  readonly token: { readonly id: string | null; readonly name: string; readonly organizationId: string | null } | null;
  /** The organization that the request named. */
  readonly slug: string | null;
  readonly requestId: string;
  readonly address: string;
}

const mostKeys = 10_000;

/** Strangers try many things; all of them together get so many rows a minute. */
const mostStrangers = 30;

/**
 * Keeps the reasons of refused credentials: each in the log, and once a minute per reason and token (or organization)
 * in the audit trail, so that guessing cannot fill the table.
 */
@Injectable()
export class RefusalTrail {
  private readonly logger = new Logger('Authentication');
  private readonly rows = new MinuteCounter(mostKeys);

  constructor(
    private readonly scopes: OwnerScopes,
    private readonly organizations: OrganizationsService,
  ) {}

  /** Never fails: a refusal stays a refusal when it cannot be recorded. */
  async record(refusal: Refusal): Promise<void> {
    const { reason, prefix, token, requestId, slug } = refusal;
    const line = { requestId, reason, prefix: prefix ?? undefined, tokenId: token?.id ?? undefined };
    this.logger.warn({ ...line, msg: 'credential refused' });
    if (reason === 'missing') return;
    const whose = token === null ? (slug ?? '') : `${token.organizationId} ${token.id ?? token.name}`;
    if (this.rows.add(`${reason} ${whose}`) > 1) return;
    if (token === null && this.rows.add('strangers') > mostStrangers) return;
    try {
      await this.write(refusal);
    } catch (error) {
      this.logger.warn({ ...line, msg: 'a refusal could not be written into the audit trail', err: error });
    }
  }

  private async write({ reason, prefix, token, slug, requestId, address }: Refusal): Promise<void> {
    const named = token === null && slug !== null ? await this.organizations.findBySlug(slug) : null;
    const scope = this.scopes.of(token?.organizationId ?? named?.id ?? null);
    const actor = { kind: 'token' as const, id: token?.id ?? null, name: token?.name ?? 'unknown credential' };
    await scope.record(
      { actor, requestId, address },
      {
        kind: 'authentication.refused',
        subjectType: 'token',
        subjectId: token?.id ?? null,
        after: { reason, prefix, organization: slug },
      },
    );
  }
}
