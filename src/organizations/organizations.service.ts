import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Origin } from '../audit/origin.js';
import { Clock } from '../common/clock.js';
import { DomainError, invalidField } from '../common/domain-error.js';
import { parseIssuer } from '../common/issuer-address.js';
import { cutPage, type Page, type PageRequest } from '../common/page.js';
import { decodeCursor } from '../common/page-cursor.js';
import { CONFIG } from '../config/config.module.js';
import type { Config } from '../config/config.js';
import { ConstraintViolation } from '../database/database-error.js';
import { Database } from '../database/database.js';
import { isTimezone } from './is-timezone.js';
import { type Organization, type OrganizationChange, type OrganizationDraft, slugForm } from './organization.js';
import { OrganizationsRepository } from './organizations.repository.js';

/** Makes organizations and finds them. */
@Injectable()
export class OrganizationsService {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws DomainError 409 `slug-taken`, 400 for a zone or issuer that is none */
  async create(origin: Origin, draft: OrganizationDraft): Promise<Organization> {
    await this.check(draft);
    try {
      return await this.database.tenantTransaction(randomUUID(), async (scope) => {
        const organization = await this.organizations.insert(scope, draft, this.clock.now());
        const entry = {
          kind: 'organization.created',
          subjectType: 'organization',
          subjectId: organization.slug,
        } as const;
        await this.audit.record(scope, origin, { ...entry, after: draft });
        return organization;
      });
    } catch (error) {
      if (error instanceof ConstraintViolation && error.kind === 'unique') throw slugTaken(draft.slug, error);
      throw error;
    }
  }

  /** All organizations by slug. */
  async list({ limit, cursor }: PageRequest): Promise<Page<Organization>> {
    const scope = this.database.installation();
    const after = cursor === undefined ? null : decodeCursor(cursor, 1);
    const rows = await this.organizations.list(scope, limit + 1, after);
    return cutPage(rows, limit, await this.organizations.count(scope), ({ slug }) => [slug]);
  }

  /** @param slug any text: what cannot be a slug names nothing, and never reaches the database */
  async findBySlug(slug: string): Promise<Organization | null> {
    if (!slugForm.test(slug)) return null;
    return await this.organizations.findBySlug(this.database.installation(), slug);
  }

  /** @throws DomainError 404 `organization-not-found` */
  async get(slug: string): Promise<Organization> {
    const organization = await this.findBySlug(slug);
    if (organization === null) throw organizationNotFound();
    return organization;
  }

  /**
   * Checks what is about to be set. Not within a transaction: it asks the database on a connection of its own.
   *
   * @throws DomainError 400 naming the setting that is wrong
   */
  async check({ timezone, signIn }: Pick<OrganizationChange, 'timezone' | 'signIn'>): Promise<void> {
    if (timezone !== undefined && !(await this.isKnownTimezone(timezone)))
      throw invalidField('timezone', 'must be an IANA time zone such as America/Toronto');
    if (signIn && parseIssuer(signIn.issuer, this.config.signInAllowedHosts) === null) {
      throw invalidField('signIn.issuer', 'must be a public https address or a host that the operator allows');
    }
  }

  private async isKnownTimezone(name: string): Promise<boolean> {
    return isTimezone(name) && (await this.organizations.knowsTimezone(this.database.installation(), name));
  }
}

/** The answer about an organization that is not there, or that the caller may not know of: the same for both. */
export function organizationNotFound(): DomainError {
  return new DomainError('not-found', 'organization-not-found', 'There is no such organization.');
}

function slugTaken(slug: string, cause: Error): DomainError {
  const errors = [{ field: 'slug', message: 'is taken' }];
  return new DomainError('conflict', 'slug-taken', `There is an organization ${slug} already.`, { errors, cause });
}
