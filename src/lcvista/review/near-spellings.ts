import type { Sought } from './suggestion.js';

const rememberedMs = 10 * 60 * 1_000;
const mostRemembered = 20_000;

/**
 * Remembers for a few minutes which members are spelled nearly like somebody: looking through a million names takes
 * milliseconds each, and whoever reviews a queue turns its pages back and forth.
 */
export class NearSpellings {
  private readonly found = new Map<string, { memberIds: readonly string[]; until: number }>();

  /** @param now milliseconds since 1970 */
  get(organizationId: string, person: Sought, now: number): readonly string[] | undefined {
    const entry = this.found.get(keyOf(organizationId, person));
    return entry !== undefined && entry.until > now ? entry.memberIds : undefined;
  }

  /** @param now milliseconds since 1970 */
  set(organizationId: string, person: Sought, memberIds: readonly string[], now: number): void {
    if (this.found.size >= mostRemembered) this.forgetOldest();
    this.found.set(keyOf(organizationId, person), { memberIds, until: now + rememberedMs });
  }

  /** A map keeps the order in which its entries were made. */
  private forgetOldest(): void {
    const [oldest] = this.found.keys();
    if (oldest !== undefined) this.found.delete(oldest);
  }
}

function keyOf(organizationId: string, { emailKey }: Sought): string {
  return `${organizationId} ${emailKey}`;
}
