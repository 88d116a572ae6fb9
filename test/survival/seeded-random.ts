/** Chance that can be repeated: the same seed, the same numbers. Figures of a survival test name the seed. */
export class SeededRandom {
  private state: number;

  /** @param seed SURVIVAL_SEED repeats a run; else another one each time */
  constructor(readonly seed: number = Number(process.env['SURVIVAL_SEED'] ?? Date.now() % 2 ** 31)) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to, not including, 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws Error when there is nothing to pick from */
  pick<Item>(items: readonly Item[]): Item {
    const item = this.pickSome(items);
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  /** @returns undefined when there is nothing to pick from */
  pickSome<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, place: this.next() }))
      .toSorted((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }

  /** A generator of its own, so that what runs beside it does not disturb it. */
  fork(): SeededRandom {
    return new SeededRandom(this.below(2 ** 31));
  }
}
