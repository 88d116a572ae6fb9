/** Answers that are remembered for a while, the newest of them: what was set longest ago makes room. */
export class Remembered<Answer> {
  private readonly entries = new Map<string, { readonly answer: Answer; readonly until: number }>();

  /**
   * @param forMs how long each is remembered
   * @param most how many are remembered at once
   */
  constructor(
    private readonly forMs: number,
    private readonly most: number,
  ) {}

  /** @param now milliseconds of the clock that `set` is told */
  get(key: string, now: number): Answer | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.until > now ? entry.answer : undefined;
  }

  /** @param now milliseconds of any one clock */
  set(key: string, answer: Answer, now: number): void {
    // A map keeps the order in which its entries were made.
    this.entries.delete(key);
    this.entries.set(key, { answer, until: now + this.forMs });
    if (this.entries.size <= this.most) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
  }
}
