import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import type { TenantScope } from '../../database/scope.js';
import { NearSpellings } from './near-spellings.js';
import { pickSuggestions, type Sought, type Suggestion } from './suggestion.js';
import { SuggestionRepository } from './suggestion.repository.js';

/** Whoever has not been looked for within this time is when the page is read again: the others are remembered. */
const mostSearchMs = 1_000;

/** Suggests members to whoever reviews the people whom no member's address fits. */
@Injectable()
export class SuggestionService {
  private readonly spellings = new NearSpellings();

  constructor(
    private readonly database: Database,
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
    await this.lookForSpellings(
      scope,
      people.filter((person) => this.spellings.get(scope.organizationId, person, now) === undefined),
    );
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

  /** In a firm of a million, many of one name, a person can cost a quarter of a second: nobody waits for a page of them. */
  private async lookForSpellings(scope: TenantScope, people: readonly Sought[]): Promise<void> {
    const start = this.clock.now().getTime();
    for (const person of people) {
      const now = this.clock.now().getTime();
      if (now - start > mostSearchMs) return;
      const found = await this.database.tenantTransaction(scope.organizationId, (inside) =>
        this.suggestions.findSimilar(inside, [person]),
      );
      const ids = found.map(({ memberId }) => memberId);
      this.spellings.set(scope.organizationId, person, ids, now);
    }
  }
}

function withoutPerson({ memberId, email, because }: Suggestion): Suggestion {
  return { memberId, email, because };
}
