import type { Link } from './diagnosis-links.js';
import type { DiagnosisSubject } from './diagnosis-subject.js';

/** Errors of a run that do not heal by themselves, and what somebody must do about each. */
const remedies: ReadonlyMap<string, string> = new Map([
  ['lcvista-unauthorized', 'Make a new API key in LCVista and set it in the connection'],
  ['catalog-not-found', "Correct the catalog's name in the connection, or in LCVista"],
  ['catalog-ambiguous', 'Rename all but one of these catalogs in LCVista'],
  ['connection-not-usable', 'Set the connection to LCVista again'],
]);

/** The last link: what stands between two sides that fit together and their mapping. */
export interface MappedLink extends Link {
  /** Whether somebody must act before a sync can map. */
  readonly blocked: boolean;
}

/**
 * Is the person mapped, and if not, will the next sync do it?
 *
 * @param fits whether all links before are whole
 */
export function mappedLink(subject: DiagnosisSubject, fits: boolean): MappedLink {
  const { member } = subject;
  if (member?.mapping) return standing(subject, member.mapping);
  const decision = byHand(subject);
  if (decision !== null) return { ...decision, blocked: true };
  if (!fits)
    return {
      ok: false,
      blocked: true,
      detail: 'Not mapped, because of what is named above.',
      advice: runAdvice(subject),
    };
  const run = brokenRun(subject);
  if (run !== null) return { ok: false, ...run };
  const since = subject.sync.lastGoodAt;
  const fresh = since !== null && member?.claimedAt !== null && member !== undefined && member.claimedAt > since;
  const why = fresh ? 'The person signed in after the last sync.' : 'Everything fits since the last sync.';
  return { ok: false, blocked: false, detail: `${why} The next sync maps them.`, advice: [whenNext(subject)] };
}

function standing(
  subject: DiagnosisSubject,
  mapping: NonNullable<NonNullable<DiagnosisSubject['member']>['mapping']>,
): MappedLink {
  const how = mapping.origin === 'hand' ? 'by hand' : 'by the rule';
  const flags = mapping.flags.length === 0 ? '' : ` Worth a look: ${mapping.flags.join(', ')}.`;
  const ends = mapping.origin === 'rule' && subject.member?.access === 'removed' ? ' The next sync ends it.' : '';
  const address = mapping.lcvistaEmail ?? 'no address';
  const other = subject.rivalPeople.find(({ id }) => id !== mapping.lcvistaUserId);
  const isOther = other !== undefined && !subject.rivalPeople.some(({ id }) => id === mapping.lcvistaUserId);
  const advice = isOther
    ? [
        `LCVista user ${other.id} has this address, but the member is mapped to user ${mapping.lcvistaUserId}. If that is wrong, map the member to user ${other.id} by hand; it takes effect at once.`,
      ]
    : [];
  return {
    ok: true,
    blocked: false,
    detail: `Mapped to LCVista user ${mapping.lcvistaUserId} (${address}) ${how}.${flags}${ends}`,
    advice,
  };
}

/** What an administrator decided. */
function byHand({ member, person }: DiagnosisSubject): Link | null {
  if (person === undefined) return null;
  const name = `LCVista user ${person.id}`;
  if (person.mappedMemberId !== null) {
    const other = person.mappedMemberEmail ?? person.mappedMemberId;
    const advice = `If ${name} is this person, map them by hand; it takes effect at once and ends the other mapping.`;
    return { ok: false, detail: `${name} is mapped to another member, ${other}.`, advice: [advice] };
  }
  if (person.ignoredReason !== null) {
    const advice = `Stop ignoring ${name} in the review queue; it takes effect with the next sync.`;
    return { ok: false, detail: `An administrator ignores ${name}: ${person.ignoredReason}`, advice: [advice] };
  }
  if (member !== undefined && person.blockedMemberIds.includes(member.id)) {
    const advice =
      'If they do belong together, map them by hand; it takes effect at once. The rule does not do it again by itself.';
    return { ok: false, detail: `An administrator took this member and ${name} apart.`, advice: [advice] };
  }
  return null;
}

function brokenRun(subject: DiagnosisSubject): Omit<MappedLink, 'ok'> | null {
  const { last } = subject.sync;
  if (last?.status === 'held') {
    return { blocked: true, detail: 'Everything fits, but the last sync is held.', advice: runAdvice(subject) };
  }
  if (last?.status !== 'failed') return null;
  const blocked = remedies.has(last.errorCode ?? '');
  const detail = 'Everything fits, but the last sync failed.';
  return {
    blocked,
    detail,
    advice: blocked ? runAdvice(subject) : [[...runAdvice(subject), whenNext(subject)].join(' ')],
  };
}

function runAdvice({ sync: { last } }: DiagnosisSubject): string[] {
  if (last?.status === 'held') {
    return [
      'The last sync is held, since unusually many people had disappeared from LCVista: look at its changes and approve it; it is then applied at once.',
    ];
  }
  if (last?.status !== 'failed') return [];
  const told = `The last sync failed (${last.errorCode ?? 'unknown'}): ${last.errorMessage ?? 'no details'}`;
  const remedy = remedies.get(last.errorCode ?? '');
  if (remedy === undefined) return [told];
  return [`${told.replace(/\.$/, '')}. ${remedy}; it takes effect with the next sync, which can be started at once.`];
}

function whenNext({ sync: { nextSyncAt } }: DiagnosisSubject): string {
  const when = nextSyncAt === null ? '' : `, on ${nextSyncAt.toISOString().slice(0, 16).replace('T', ' at ')} UTC`;
  return `Nothing to do: it takes effect with the next sync${when}. It can also be started now.`;
}
