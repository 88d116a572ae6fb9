const keptMs = 10 * 60 * 1_000;
const mostKept = 200;

/** So many texts say which pieces are common in an organization. */
export const sampleSize = 100;

/**
 * Keeps for a few minutes the texts by which a search of an organization chooses what to ask its index for: they decide
 * how fast it is, not what it finds, and hardly change. A growing organization, which has not so many yet, is read anew.
 */
export class SearchSamples {
  private readonly kept = new Map<string, { texts: readonly string[]; until: number }>();

  /** @param now milliseconds since 1970 */
  get(organizationId: string, now: number): readonly string[] | undefined {
    const entry = this.kept.get(organizationId);
    return entry !== undefined && entry.until > now ? entry.texts : undefined;
  }

  /** @param now milliseconds since 1970 */
  set(organizationId: string, texts: readonly string[], now: number): void {
    if (texts.length < sampleSize) return;
    // A map keeps the order in which its entries were made: the oldest makes room.
    this.kept.delete(organizationId);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= mostKept) this.kept.delete(oldest);
    this.kept.set(organizationId, { texts, until: now + keptMs });
  }
}
