import type { QueueReason } from '../lcvista/review/queue-reason.js';

/** First what somebody must decide, last what settles itself. */
const titles: Record<Exclude<QueueReason, 'ignored'>, string> = {
  'duplicate-lcvista-user': 'Several LCVista users have the address',
  'duplicate-member': 'Several members have the address',
  'member-already-mapped': 'The member with the address is mapped to another LCVista user',
  'no-email': 'No address in LCVista',
  'no-member': 'No member has the address',
  'member-removed': 'The member with the address was removed',
  'unmapped-by-hand': 'Unmapped by hand',
  'not-signed-in': 'Not signed in yet',
  'maps-at-next-sync': 'Mapped by the next sync',
};

/** Why somebody is in a review. Ignored people are in nobody's way. */
export type ReviewReason = keyof typeof titles;

/** Every reason, in the order in which a review tells them. */
export const reasonsInOrder = Object.keys(titles) as readonly ReviewReason[];

/** A reason in words. */
export function titleOf(reason: ReviewReason): string {
  return titles[reason];
}
