/**
 * Collects the values of a statement that is composed at run time: the text holds `$n` only, never a value.
 * A tenant scope puts the organization's id before all values, so counting starts at 2.
 */
export class Parameters {
  readonly values: unknown[] = [];

  constructor(private readonly first = 2) {}

  /** @returns the placeholder of the value, e.g. `$2` */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.first + this.values.length - 1}`;
  }
}
