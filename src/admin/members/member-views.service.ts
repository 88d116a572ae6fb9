import { Injectable, type StreamableFile } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { isUuid } from '../../common/is-uuid.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { TallyRepository } from '../../directory/tally.repository.js';
import { MemberService } from '../../membership/member.service.js';
import { CsvExport } from '../csv/csv-export.js';
import { type ListAnswer } from '../listing/list-answer.dto.js';
import { pageOf } from '../listing/keyset.js';
import { memberAnswer } from './member-answer.js';
import { accessesOf, isByAccessOnly, type MemberFilter } from './member-conditions.js';
import type { MemberQuery } from './member-query.dto.js';
import type { MemberDetail } from './member-detail.dto.js';
import { memberTable } from './member-table.js';
import { MemberViewRepository } from './member-view.repository.js';
import type { MemberAnswer } from './member.dto.js';

/** Members as administrators see them. */
@Injectable()
export class MemberViews {
  constructor(
    private readonly database: Database,
    private readonly members: MemberViewRepository,
    private readonly tally: TallyRepository,
    private readonly exports: CsvExport,
    private readonly memberships: MemberService,
  ) {}

  /** A page of the member list. */
  async page(organizationId: string, query: MemberQuery): Promise<ListAnswer<MemberAnswer>> {
    const scope = this.database.tenant(organizationId);
    const { rows, total } = isByAccessOnly(query)
      ? { rows: await this.members.page(scope, query), total: await this.count(scope, query) }
      : await this.members.countedPage(scope, query, await this.sampleFor(scope, query));
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
    return q === undefined ? [] : this.members.searchedTexts(scope);
  }

  /** The database keeps the counts by access. */
  private async count(scope: TenantScope, filter: MemberFilter): Promise<number> {
    const tally = await this.tally.read(scope);
    const counts = { invited: tally.invited, enrolled: tally.enrolled, removed: tally.removed + tally.deleted };
    return [...accessesOf(filter)].reduce((total, access) => total + counts[access], 0);
  }
}
