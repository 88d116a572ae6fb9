const minute = 60_000;

/** Counts what happens within a minute, by key. Bounded: with too many keys the oldest is forgotten. */
export class MinuteCounter {
  private readonly counts = new Map<string, { count: number; readonly since: number }>();

  /** @param now a clock in milliseconds that never goes back */
  constructor(
    private readonly mostKeys: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts once more. @returns how often within the minute, this time included */
  add(key: string): number {
    const now = this.now();
    const entry = this.counts.get(key);
    if (entry !== undefined && now - entry.since < minute) return (entry.count += 1);
    this.counts.delete(key);
    this.counts.set(key, { count: 1, since: now });
    if (this.counts.size > this.mostKeys) this.forgetOldest();
    return 1;
  }

  /** In how many seconds the minute of a key is over; 0 when none is running. */
  secondsLeft(key: string): number {
    const entry = this.counts.get(key);
    return entry === undefined ? 0 : Math.max(0, Math.ceil((entry.since + minute - this.now()) / 1000));
  }

  private forgetOldest(): void {
    const [oldest] = this.counts.keys();
    if (oldest !== undefined) this.counts.delete(oldest);
  }
}
