import fc, { type Arbitrary } from 'fast-check';

/** What there is to be named in requests, by the part of a path that stands before its id, e.g. `members`. */
export type ThingIds = Readonly<Record<string, readonly string[]>>;

/** Names that the generators use: things of the organization `acme`, and of its neighbour, who is none of its business. */
export interface KnownThings {
  /** As they are at the moment: they come and go. */
  readonly own: ThingIds;
  readonly foreign: ThingIds;
  /** Cursors that the service itself has given out, to both. */
  readonly cursors: readonly string[];
  /** `http://host:port` that the operator lets customers name. */
  readonly listedSite: string;
  /** A client that may ask for access tokens. */
  readonly client: { readonly id: string; readonly secret: string };
}

export const ownSlug = 'acme';

/** What the texts of that organization are made of. */
export const ownWord = 'people';

/** The neighbour's slug. */
export const foreignSlug = 'neighbour';

/** The id of something of a kind, of those that there are when it is asked for. */
export function anyOf(ids: ThingIds, kind: string): Arbitrary<string> {
  return fc.nat(9_999).map((at) => {
    const there = ids[kind] ?? [];
    return there[at % there.length] ?? 'none';
  });
}
