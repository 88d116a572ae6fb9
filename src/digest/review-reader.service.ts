import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../database/scope.js';
import { adviceFor } from '../lcvista/review/advice.js';
import { SuggestionService } from '../lcvista/review/suggestion.service.js';
import { compareCounts } from './compare-counts.js';
import type { DigestContent, UnmappedPerson } from './digest-content.js';
import type { DigestMoment } from './digest-moment.js';
import { DigestRepository } from './digest.repository.js';
import { type QueuedPerson, ReviewQueueRepository } from './review-queue.repository.js';

/** People that a review names; the queue itself has all. */
const namedPeople = 100;

/** Reads what a review tells. */
@Injectable()
export class ReviewReader {
  constructor(
    private readonly queue: ReviewQueueRepository,
    private readonly digests: DigestRepository,
    private readonly suggestions: SuggestionService,
  ) {}

  /** @param organization its name */
  async read(scope: TenantScope, organization: string, moment: DigestMoment): Promise<DigestContent> {
    const standing = await this.queue.standing(scope);
    const counts = await this.queue.counts(scope);
    const lastWeek = await this.digests.countsOf(scope, moment.weekBefore);
    const people = await this.advise(scope, await this.queue.people(scope, namedPeople));
    return { organization, week: moment.week, ...standing, counts: compareCounts(counts, lastWeek), people };
  }

  /** Where a member has the identical address, there is nobody to suggest. */
  private async advise(scope: TenantScope, people: readonly QueuedPerson[]): Promise<UnmappedPerson[]> {
    const sought = people.flatMap(({ lcvistaUser, emailKey, reason }) =>
      emailKey !== null && reason === 'no-member' ? [{ lcvistaUserId: lcvistaUser.id, emailKey }] : [],
    );
    const found = await this.suggestions.suggest(scope, sought);
    return people.map(({ lcvistaUser, reason, since }) => {
      const suggestions = found.get(lcvistaUser.id) ?? [];
      const advice = adviceFor(reason, suggestions.length > 0);
      return { lcvistaUser, reason, since: since.toISOString(), advice, suggestions };
    });
  }
}
