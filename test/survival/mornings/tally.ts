/** What so many mornings came to, by name. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string, more = 1): void {
    this.counts.set(name, this.of(name) + more);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** The sum of all with one of the names. */
  sum(names: readonly string[]): number {
    return names.reduce((total, name) => total + this.of(name), 0);
  }
}
