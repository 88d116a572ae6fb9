import { Injectable, type StreamableFile } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { Database } from '../../database/database.js';
import { pageOf, withoutPageKey } from '../listing/keyset.js';
import type { ListAnswer } from '../listing/list-answer.dto.js';
import { type CohortMemberQuery, MemberQuery } from '../members/member-query.dto.js';
import { MemberViews } from '../members/member-views.service.js';
import { accesses, type MemberAnswer } from '../members/member.dto.js';
import { CohortViewRepository } from './cohort-view.repository.js';
import type { CohortAnswer, CohortQuery } from './cohort.dto.js';

/** Cohorts as administrators see them. */
@Injectable()
export class CohortViews {
  constructor(
    private readonly database: Database,
    private readonly cohorts: CohortViewRepository,
    private readonly memberViews: MemberViews,
  ) {}

  /** One page of cohorts, with the count of all that the filters let through. */
  async page(organizationId: string, query: CohortQuery): Promise<ListAnswer<CohortAnswer>> {
    const scope = this.database.tenant(organizationId);
    const [rows, total] = await Promise.all([this.cohorts.page(scope, query), this.cohorts.count(scope, query)]);
    return pageOf(rows, query.limit, total, withoutPageKey<CohortAnswer>);
  }

  /** @throws DomainError `cohort-not-found` */
  async members(organizationId: string, cohortId: string, query: CohortMemberQuery): Promise<ListAnswer<MemberAnswer>> {
    return this.memberViews.page(organizationId, await this.memberQuery(organizationId, cohortId, query));
  }

  /** @throws DomainError `cohort-not-found` */
  async membersCsv(organizationId: string, cohortId: string, query: CohortMemberQuery): Promise<StreamableFile> {
    return this.memberViews.csv(organizationId, await this.memberQuery(organizationId, cohortId, query));
  }

  /** A cohort's size counts everybody in it, so its list shows everybody unless asked otherwise. */
  private async memberQuery(organizationId: string, cohortId: string, query: CohortMemberQuery): Promise<MemberQuery> {
    const scope = this.database.tenant(organizationId);
    if (!isUuid(cohortId) || !(await this.cohorts.exists(scope, cohortId))) {
      throw new DomainError('not-found', 'cohort-not-found', 'There is no such cohort.');
    }
    return Object.assign(new MemberQuery(), query, { access: query.access ?? [...accesses], cohort: cohortId });
  }
}
