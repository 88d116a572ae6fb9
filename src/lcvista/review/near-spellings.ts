import { Remembered } from '../../common/remembered.js';
import type { Sought } from './suggestion.js';

const rememberedMs = 10 * 60 * 1_000;
const mostRemembered = 20_000;

/**
 * Remembers for a few minutes which members are spelled nearly like somebody: looking through a million names takes
 * milliseconds each, and whoever reviews a queue turns its pages back and forth.
 */
export class NearSpellings {
  private readonly found = new Remembered<readonly string[]>(rememberedMs, mostRemembered);

  /** @param now milliseconds since 1970 */
  get(organizationId: string, person: Sought, now: number): readonly string[] | undefined {
    return this.found.get(keyOf(organizationId, person), now);
  }

  /** @param now milliseconds since 1970 */
  set(organizationId: string, person: Sought, memberIds: readonly string[], now: number): void {
    this.found.set(keyOf(organizationId, person), memberIds, now);
  }
}

function keyOf(organizationId: string, { emailKey }: Sought): string {
  return `${organizationId} ${emailKey}`;
}
