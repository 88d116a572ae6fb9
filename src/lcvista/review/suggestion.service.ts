import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { TenantScope } from '../../database/scope.js';
import { NearSpellings } from './near-spellings.js';
import { pickSuggestions, type Sought, type Suggestion } from './suggestion.js';
import { SuggestionRepository } from './suggestion.repository.js';

/** Suggests members to whoever reviews the people whom no member's address fits. */
@Injectable()
export class SuggestionService {
  private readonly spellings = new NearSpellings();

  constructor(
    private readonly suggestions: SuggestionRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns suggestions by LCVista user, the strongest first */
  async suggest(scope: TenantScope, people: readonly Sought[]): Promise<Map<string, Suggestion[]>> {
    if (people.length === 0) return new Map();
    const related = await this.suggestions.findRelated(scope, people);
    const found = new Set(related.map(({ lcvistaUserId }) => lcvistaUserId));
    const similar = await this.similar(
      scope,
      people.filter(({ lcvistaUserId }) => !found.has(lcvistaUserId)),
    );
    const all = [...related, ...similar];
    return new Map(
      people.map(({ lcvistaUserId }) => {
        const mine = all.filter((suggestion) => suggestion.lcvistaUserId === lcvistaUserId);
        return [lcvistaUserId, pickSuggestions(mine.map(withoutPerson))];
      }),
    );
  }

  /** Only for those who have no better suggestion: near spelling is dear to look for, so it is remembered for a while. */
  private async similar(
    scope: TenantScope,
    people: readonly Sought[],
  ): Promise<(Suggestion & { lcvistaUserId: string })[]> {
    const now = this.clock.now().getTime();
    const unknown = people.filter((person) => this.spellings.get(scope.organizationId, person, now) === undefined);
    if (unknown.length > 0) {
      const found = await this.suggestions.findSimilar(scope, unknown);
      for (const person of unknown) {
        const ids = found.filter(({ lcvistaUserId }) => lcvistaUserId === person.lcvistaUserId);
        this.spellings.set(
          scope.organizationId,
          person,
          ids.map(({ memberId }) => memberId),
          now,
        );
      }
    }
    const pairs = people.flatMap((person) => {
      const ids = this.spellings.get(scope.organizationId, person, now) ?? [];
      return ids.map((memberId) => ({ lcvistaUserId: person.lcvistaUserId, memberId }));
    });
    const members = await this.suggestions.findActive(
      scope,
      pairs.map(({ memberId }) => memberId),
    );
    const emails = new Map(members.map(({ memberId, email }) => [memberId, email]));
    return pairs.flatMap((pair) => {
      const email = emails.get(pair.memberId);
      return email === undefined ? [] : [{ ...pair, email, because: 'similar' as const }];
    });
  }
}

function withoutPerson({ memberId, email, because }: Suggestion): Suggestion {
  return { memberId, email, because };
}
