import { expect } from '@jest/globals';
import type { MappingDecision } from '../../../src/lcvista/mapping/decide-mapping.js';
import { decideMemberReason } from '../../../src/lcvista/mapping/decide-member-reason.js';
import { Ledger, type Reading } from './ledger.js';
import type { Town } from './town.js';

export interface RunAnswer {
  readonly id: string;
  readonly status: string;
  readonly attempt: number;
  readonly error: { readonly code: string } | null;
  readonly counts: Readonly<Record<string, unknown>> | null;
}

interface PairAnswer {
  readonly memberId: string;
  readonly lcvistaUserId: string;
}

type ChangeAnswer = PairAnswer & { readonly kind: string; readonly reason: string | null };
type MappingAnswer = PairAnswer & { readonly origin: string; readonly flags: readonly string[] };

/** A run says and lists exactly what the pure rule makes of what was read. */
export async function checkRun(town: Town, run: RunAnswer, decision: MappingDecision, reading: Reading): Promise<void> {
  const expected = expectedChanges(decision);
  expect(texts(await all<ChangeAnswer>(town, `/sync-runs/${run.id}/changes`), changeText)).toEqual(expected);
  const reasons = [...decision.outcomes.values()].flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : []));
  const kept = decision.mappings.filter(({ endedReason }) => endedReason === null).length;
  expect(run.counts).toMatchObject({
    people: reading.length,
    assigned: Ledger.eligible(reading),
    mapped: decision.outcomes.size - reasons.length,
    keptMapped: kept,
    ended: decision.mappings.length - kept,
    unmapped: reasons.length,
    unmappedByReason: counted(reasons),
  });
}

/** What the service shows of mappings and members is what the ledger has, and no rule has credited a wrong person. */
export async function checkState(town: Town): Promise<void> {
  const { ledger } = town;
  const active = await all<MappingAnswer>(town, '/mappings?state=active');
  const expected = ledger.mappings.map((mapping) => ({ ...mapping, flags: ledger.flagsOf(mapping) }));
  expect(texts(active, mappingText)).toEqual(texts(expected, mappingText));
  expect(active.filter((mapping) => mapping.origin === 'rule' && !ledger.isTrue(mapping))).toEqual([]);
  const population = ledger.population();
  const members = await all<{ id: string; compliance: Record<string, unknown> }>(town, '/members');
  const reasons = members.map(({ id, compliance }) =>
    [id, compliance['lcvistaUserId'] ?? compliance['reason']].join(' '),
  );
  const decided = population.members
    .filter(({ access }) => access !== 'removed')
    .map((member) => {
      const mapping = ledger.mappings.find(({ memberId }) => memberId === member.id);
      const reason = decideMemberReason(member, population, ledger.reading !== null);
      return [member.id, mapping?.lcvistaUserId ?? reason].join(' ');
    });
  expect(reasons.toSorted(byText)).toEqual(decided.toSorted(byText));
}

/** After a run, the review queue is what the rule has left. */
export async function checkQueue(town: Town, { outcomes }: MappingDecision): Promise<void> {
  const waiting = await all<{ lcvistaUser: { id: string }; reason: string }>(town, '/unmapped');
  const ignored = await all<{ lcvistaUser: { id: string }; reason: string }>(town, '/unmapped?reason=ignored');
  const found = [...waiting, ...ignored].map(({ lcvistaUser, reason }) => `${lcvistaUser.id} ${reason}`);
  const left = [...outcomes].flatMap(([id, outcome]) => ('reason' in outcome ? [`${id} ${outcome.reason}`] : []));
  expect(found.toSorted(byText)).toEqual(left.toSorted(byText));
}

function expectedChanges({ mappings, outcomes }: MappingDecision): string[] {
  const changes = mappings.flatMap(({ memberId, lcvistaUserId, endedReason, flags, newFlags }): ChangeAnswer[] => {
    const pair = { memberId, lcvistaUserId };
    if (endedReason !== null) return [{ ...pair, kind: 'ended', reason: endedReason }];
    return [
      ...newFlags.filter((flag) => !flags.includes(flag)).map((reason) => ({ ...pair, kind: 'flagged', reason })),
      ...flags.filter((flag) => !newFlags.includes(flag)).map((reason) => ({ ...pair, kind: 'unflagged', reason })),
    ];
  });
  const mapped = [...outcomes].flatMap(([lcvistaUserId, outcome]) =>
    'memberId' in outcome ? [{ memberId: outcome.memberId, lcvistaUserId, kind: 'mapped', reason: null }] : [],
  );
  return texts([...changes, ...mapped], changeText);
}

function changeText({ kind, memberId, lcvistaUserId, reason }: ChangeAnswer): string {
  return `${kind} ${memberId} ${lcvistaUserId} ${reason}`;
}

function mappingText({ memberId, lcvistaUserId, origin, flags }: MappingAnswer): string {
  return `${memberId} ${lcvistaUserId} ${origin} ${flags.toSorted(byText).join(',')}`;
}

function counted(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function texts<Item>(items: readonly Item[], text: (item: Item) => string): string[] {
  return items.map(text).toSorted(byText);
}

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** All pages of a list. */
async function all<Item>(town: Town, path: string): Promise<Item[]> {
  const items: Item[] = [];
  const start = `${path}${path.includes('?') ? '&' : '?'}limit=200`;
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await town.call('GET', cursor === '' ? start : `${start}&cursor=${cursor}`);
    const page = body as { items: Item[]; nextCursor: string | null };
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
