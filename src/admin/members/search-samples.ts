import { Remembered } from '../../common/remembered.js';

const keptMs = 10 * 60 * 1_000;
const mostKept = 200;

/** So many texts say which pieces are common in an organization. */
export const sampleSize = 100;

/**
 * Keeps for a few minutes the texts by which a search of an organization chooses what to ask its index for: they decide
 * how fast it is, not what it finds, and hardly change. A growing organization, which has not so many yet, is read anew.
 */
export class SearchSamples {
  private readonly kept = new Remembered<readonly string[]>(keptMs, mostKept);

  /** @param now milliseconds since 1970 */
  get(organizationId: string, now: number): readonly string[] | undefined {
    return this.kept.get(organizationId, now);
  }

  /** @param now milliseconds since 1970 */
  set(organizationId: string, texts: readonly string[], now: number): void {
    if (texts.length >= sampleSize) this.kept.set(organizationId, texts, now);
  }
}
