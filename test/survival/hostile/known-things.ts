/** What there is to be named in requests, by the part of a path that stands before its id, e.g. `members`. */
export type ThingIds = Readonly<Record<string, readonly string[]>>;

/** Names that the generators use: things of the organization `acme`, and of its neighbour, who is none of its business. */
export interface KnownThings {
  readonly own: ThingIds;
  readonly foreign: ThingIds;
  /** Cursors that the service itself has given out, to both. */
  readonly cursors: readonly string[];
  /** `http://host:port` that the operator lets customers name. */
  readonly listedSite: string;
}

export const ownSlug = 'acme';
export const foreignSlug = 'neighbour';
