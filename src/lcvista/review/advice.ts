import type { QueueReason } from './queue-reason.js';

const advices: Record<QueueReason, string> = {
  ignored: 'Nothing to do. Stop ignoring this person when their learning should count after all.',
  'no-email': 'Enter the work e-mail address of this person in LCVista; the next sync uses it.',
  'duplicate-lcvista-user':
    'Several active LCVista accounts have this address. Merge or disable all but one in LCVista, or map the right one by hand.',
  'duplicate-member':
    'Several people in the directory have this address. Give each of them their own, or map the right one by hand.',
  'not-signed-in':
    'This person has been invited but has not signed in yet. Ask them to sign in to the learning platform once; the next sync then maps them.',
  'member-already-mapped':
    'The member with this address is mapped to another LCVista account. If that one is wrong, map this one by hand instead.',
  'unmapped-by-hand': 'An administrator took this pair apart. Map it by hand if it belongs together after all.',
  'member-removed':
    'The directory removed the person with this address. If they have left, disable the account in LCVista; if not, restore them in the directory.',
  'no-member':
    'Nobody in the directory has exactly this address. Make the two addresses identical, add the person to the directory, or ignore them here.',
  'maps-at-next-sync': 'Nothing to do: the next sync maps this person.',
};

const withSuggestion =
  'Nobody in the directory has exactly this address, but somebody has one like it. Make the two addresses identical, or map them by hand if they are the same person.';

/**
 * What somebody in a personnel department can do about a person of the review queue.
 *
 * @param suggested whether there are suggestions beside it
 */
export function adviceFor(reason: QueueReason, suggested: boolean): string {
  return reason === 'no-member' && suggested ? withSuggestion : advices[reason];
}
