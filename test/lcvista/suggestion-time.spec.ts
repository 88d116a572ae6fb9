import { expect, it } from '@jest/globals';
import type { Database } from '../../src/database/database.js';
import type { TenantScope } from '../../src/database/scope.js';
import { SuggestionRepository } from '../../src/lcvista/review/suggestion.repository.js';
import { SuggestionService } from '../../src/lcvista/review/suggestion.service.js';
import { SettableClock } from '../support/settable-clock.js';

/** Takes 400 ms for each person and finds one member for each. */
class SlowSuggestions extends SuggestionRepository {
  readonly soughtFor: string[] = [];

  constructor(private readonly clock: SettableClock) {
    super();
  }

  override findRelated(): Promise<[]> {
    return Promise.resolve([]);
  }

  override findSimilar(
    _scope: TenantScope,
    people: readonly { readonly lcvistaUserId: string }[],
  ): Promise<{ lcvistaUserId: string; memberId: string }[]> {
    this.clock.forward(400);
    const ids = people.map(({ lcvistaUserId }) => lcvistaUserId);
    this.soughtFor.push(...ids);
    return Promise.resolve(ids.map((lcvistaUserId) => ({ lcvistaUserId, memberId: `member of ${lcvistaUserId}` })));
  }

  override findActive(_scope: TenantScope, memberIds: readonly string[]): Promise<{ memberId: string; email: null }[]> {
    return Promise.resolve(memberIds.map((memberId) => ({ memberId, email: null })));
  }
}

it('looks for near spellings for about a second, and for the others when the page is read again', async () => {
  const clock = new SettableClock('2026-03-02T06:00:00Z');
  const slow = new SlowSuggestions(clock);
  const scope = { organizationId: 'acme' } as TenantScope;
  const tenantTransaction = <T>(_: string, work: (inside: TenantScope) => Promise<T>): Promise<T> => work(scope);
  const service = new SuggestionService({ tenantTransaction } as unknown as Database, slow, clock);
  const people = ['1', '2', '3', '4', '5'].map((id) => ({ lcvistaUserId: id, emailKey: `p${id}@x.test` }));
  const suggested = async (): Promise<string[]> =>
    [...(await service.suggest(scope, people))].flatMap(([id, found]) => (found.length > 0 ? [id] : []));
  expect(await suggested()).toEqual(['1', '2', '3']);
  expect(await suggested()).toEqual(['1', '2', '3', '4', '5']);
  expect(slow.soughtFor).toEqual(['1', '2', '3', '4', '5']);
});
