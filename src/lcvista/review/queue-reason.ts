import { unmappedReasons, type UnmappedReason } from '../mapping/population.js';

/** Why somebody is in the review queue; `maps-at-next-sync` after a change by hand that has made room for the rule. */
export const queueReasons = [...unmappedReasons, 'maps-at-next-sync'] as const;

export type QueueReason = UnmappedReason | 'maps-at-next-sync';
