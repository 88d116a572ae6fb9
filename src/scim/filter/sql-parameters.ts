/** The values of a statement that is put together piece by piece; text never gets into it any other way. */
export class SqlParameters {
  private readonly held: unknown[] = [];
  private readonly heldTypes: string[] = [];

  /** @param first the number of the first parameter: `$1` is always the organization */
  constructor(private readonly first = 2) {}

  get values(): readonly unknown[] {
    return this.held;
  }

  /** Of the values, one by one. */
  get types(): readonly string[] {
    return this.heldTypes;
  }

  /** @returns the placeholder of the value */
  add(value: unknown, type: 'text' | 'uuid' | 'timestamptz' | 'bigint' | 'text[]' | 'uuid[]'): string {
    this.held.push(value);
    this.heldTypes.push(type);
    return `$${this.first + this.held.length - 1}::${type}`;
  }
}
