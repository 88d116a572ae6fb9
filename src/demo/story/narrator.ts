import { isDeepStrictEqual } from 'node:util';

/** Tells the story on a terminal and keeps what did not hold. */
export class Narrator {
  readonly failures: string[] = [];
  private chapters = 0;

  /** @param write takes one line, without its end */
  constructor(private readonly write: (line: string) => void) {}

  chapter(title: string): void {
    this.chapters += 1;
    this.write('');
    this.write(`${this.chapters}. ${title}`);
  }

  say(line: string): void {
    this.write(`   ${line}`);
  }

  /** Says what should hold, and remembers it when it does not. */
  expect(what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) {
      this.write(`   ✓ ${what}`);
      return;
    }
    this.failures.push(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
    this.write(`   ✗ ${what}`);
  }

  /** A table with aligned columns. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = header.map((title, column) =>
      Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
    );
    const line = (cells: readonly string[]): string =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd();
    this.write('');
    this.say(line(header));
    this.say(widths.map((width) => '-'.repeat(width)).join('  '));
    for (const row of rows) this.say(line(row));
  }
}
