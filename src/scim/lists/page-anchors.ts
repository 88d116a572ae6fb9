/** A known place in the list of all resources of one type: after `position` of them comes the one after `seq`. */
export interface Anchor {
  readonly position: number;
  readonly seq: number;
  /** How many had disappeared when it was seen: it holds as long as that is the number. */
  readonly disappeared: number;
}

const organizationsAtMost = 500;
const anchorsAtMost = 2_048;

/**
 * Remembers where pages ended, so that a client that walks through the whole list (Entra's account discovery) does not
 * make every page count its way from the beginning. An anchor is a hint that the statement itself checks: rows come only
 * at the end, and each one that disappears moves a counter.
 */
export class PageAnchors {
  private readonly lists = new Map<string, Map<number, Anchor>>();

  /** @returns the farthest known place that is not beyond the position */
  before(list: string, position: number): Anchor | null {
    const anchors = this.lists.get(list);
    if (anchors === undefined) return null;
    const exact = anchors.get(position);
    if (exact !== undefined) return exact;
    let best: Anchor | null = null;
    for (const anchor of anchors.values()) {
      if (anchor.position <= position && anchor.position > (best?.position ?? -1)) best = anchor;
    }
    return best;
  }

  remember(list: string, anchor: Anchor): void {
    const anchors = this.lists.get(list) ?? new Map<number, Anchor>();
    if (anchors.values().next().value?.disappeared !== anchor.disappeared) anchors.clear();
    anchors.delete(anchor.position);
    anchors.set(anchor.position, anchor);
    dropOldest(anchors, anchorsAtMost);
    this.lists.delete(list);
    this.lists.set(list, anchors);
    dropOldest(this.lists, organizationsAtMost);
  }
}

function dropOldest(map: Map<string | number, unknown>, size: number): void {
  const oldest = map.size > size ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}
