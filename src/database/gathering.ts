/** So many batches are under way at the same time: the database does one while we make the next. */
const mostAtOnce = 2;

/** What is done in one statement at most: it stays short, and so does the wait of whoever is in it. */
export const mostTogether = 50;

/**
 * Things that come at the same time are done together, since a statement has its price however much it does. While two
 * batches are under way, further things wait; what comes alone goes as soon as everything has been read that has come in
 * with it.
 */
export class Gathering<Item> {
  private readonly waiting: Item[] = [];
  private readonly running = new Set<Promise<void>>();

  /** @param work takes what it does off `waiting`, `mostTogether` at most; it never fails, since it tells each item */
  constructor(private readonly work: (waiting: Item[]) => Promise<void>) {}

  add(item: Item): void {
    this.waiting.push(item);
    if (this.waiting.length === 1) setImmediate(() => this.go());
  }

  /** Waits until everything is done. */
  async settle(): Promise<void> {
    while (this.running.size + this.waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(this.running);
    }
  }

  private go(): void {
    if (this.waiting.length === 0 || this.running.size >= mostAtOnce) return;
    const work = this.work(this.waiting).finally(() => {
      this.running.delete(work);
      this.go();
    });
    this.running.add(work);
    // More may have come at once than goes into one batch.
    this.go();
  }
}
