import { Injectable, type StreamableFile } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { MemberService } from '../../membership/member.service.js';
import { CsvExport } from '../csv/csv-export.js';
import { type ListAnswer } from '../listing/list-answer.dto.js';
import { pageOf } from '../listing/keyset.js';
import { memberAnswer } from './member-answer.js';
import type { MemberFilter } from './member-conditions.js';
import type { MemberQuery } from './member-query.dto.js';
import type { MemberDetail } from './member-detail.dto.js';
import { memberTable } from './member-table.js';
import { MemberViewRepository } from './member-view.repository.js';
import type { MemberAnswer } from './member.dto.js';
import { SearchSamples } from './search-samples.js';

/** Members as administrators see them. */
@Injectable()
export class MemberViews {
  private readonly samples = new SearchSamples();

  constructor(
    private readonly database: Database,
    private readonly members: MemberViewRepository,
    private readonly exports: CsvExport,
    private readonly memberships: MemberService,
    private readonly clock: Clock,
  ) {}

  /** A page of the member list. */
  async page(organizationId: string, query: MemberQuery): Promise<ListAnswer<MemberAnswer>> {
    const scope = this.database.tenant(organizationId);
    const { rows, total } = await this.members.page(scope, query, await this.sampleFor(scope, query));
    return pageOf(rows, query.limit, total, memberAnswer);
  }

  /** All members that the filters find, as a table. */
  async csv(organizationId: string, query: MemberQuery): Promise<StreamableFile> {
    const sample = await this.sampleFor(this.database.tenant(organizationId), query);
    return this.exports.of(organizationId, this.members.all(query, sample), memberTable);
  }

  /** @throws DomainError `member-not-found` */
  async find(organizationId: string, memberId: string): Promise<MemberAnswer> {
    const scope = this.database.tenant(organizationId);
    const row = isUuid(memberId) ? await this.members.find(scope, memberId) : undefined;
    if (row === undefined) throw new DomainError('not-found', 'member-not-found', 'There is no such member.');
    return memberAnswer(row);
  }

  /** A member and everything that happened to it. @throws DomainError `member-not-found` */
  async detail(organizationId: string, memberId: string): Promise<MemberDetail> {
    const member = await this.find(organizationId, memberId);
    const history = await this.memberships.history(this.database.tenant(organizationId), memberId);
    return Object.assign(member, { history });
  }

  private async sampleFor(scope: TenantScope, { q }: MemberFilter): Promise<readonly string[]> {
    if (q === undefined) return [];
    const now = this.clock.now().getTime();
    const known = this.samples.get(scope.organizationId, now);
    if (known !== undefined) return known;
    const texts = await this.members.searchedTexts(scope);
    this.samples.set(scope.organizationId, texts, now);
    return texts;
  }
}
