import { isDeepStrictEqual } from 'node:util';
import type { WireProfileOverrides } from '../client/wire-profile.js';

export const assignments = ['groups', 'everyone'] as const;

/** Who counts as assigned: the people of the catalog's user groups, or everybody on the site. */
export type Assignment = (typeof assignments)[number];

/** What an admin sets, besides the key. */
export interface ConnectionSettings {
  /** Scheme and host of the site, as a browser writes them. */
  readonly siteUrl: string;
  readonly catalog: string;
  readonly assignment: Assignment;
  /** How much smaller the assigned people may be than in the last complete reading before a run is held. */
  readonly shrinkLimitPercent: number;
  readonly wireProfile: WireProfileOverrides;
}

/** How an organization reaches its LCVista site. The key itself leaves this room only into a client. */
export interface Connection extends ConnectionSettings {
  readonly apiKeySealed: Buffer;
  readonly apiKeyLast4: string;
  readonly nextSyncAt: Date;
  readonly connectedAt: Date;
  readonly updatedAt: Date;
}

/** Whether two connections read the same people: what one has read cannot be applied under the other otherwise. */
export function readsTheSame(one: ConnectionSettings, other: ConnectionSettings): boolean {
  return (
    one.siteUrl === other.siteUrl &&
    one.assignment === other.assignment &&
    (one.assignment === 'everyone' || one.catalog === other.catalog) &&
    isDeepStrictEqual(one.wireProfile, other.wireProfile)
  );
}
