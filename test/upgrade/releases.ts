import { readFileSync } from 'node:fs';

/** A statement as a release prepares it. */
export interface RecordedStatement {
  readonly name: string;
  readonly text: string;
  /** Those of a call, when the record has one. */
  readonly values: readonly unknown[] | null;
}

/** A version that may be running somewhere, and from which an upgrade must therefore succeed while it runs. */
export interface Release {
  readonly version: string;
  /** The newest migration that it knows. */
  readonly lastMigration: string;
}

/** Oldest first. `record-release.ts` writes what belongs to each. */
export const releases: readonly Release[] = [{ version: '0.1.0', lastMigration: 'RememberTokenEnds1764000061000' }];

/** Every row of a database that the release has filled, by table. */
export function recordedRows({ version }: Release): Record<string, readonly object[]> {
  return read(version, 'rows.json') as Record<string, readonly object[]>;
}

export function recordedStatements({ version }: Release): RecordedStatement[] {
  return read(version, 'statements.json') as RecordedStatement[];
}

function read(version: string, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../test/upgrade/${version}/${file}`, import.meta.url), 'utf8'));
}
