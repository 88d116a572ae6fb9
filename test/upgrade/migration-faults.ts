/** What a migration may not do while the release before it still runs, as far as its SQL shows it. */
const refused: readonly (readonly [fault: string, pattern: RegExp])[] = [
  ['drops a table', /\bdrop table\b/],
  [
    'drops a column',
    /\bdrop (column )?(?!constraint|trigger|function|index|table|not null|default|expression|identity|schema|extension|type|view)[a-z_]+/,
  ],
  ['renames', /\brename\b/],
  ['changes the type of a column', /\balter (column )?\w+ (set data )?type\b/],
  ['refuses null where it was allowed', /\bset not null\b/],
  [
    'adds a column that the old inserts leave empty',
    /\badd (column )?(?!constraint)\w+ (?:(?!,)[^;])*?\bnot null\b(?!(?:(?!,)[^;])*(\bdefault\b|\bgenerated\b))/,
  ],
  ['adds a rule that old rows may break', /\badd (constraint \w+ )?(check|unique|exclude|foreign key|primary key)\b/],
  ['adds a rule that old rows may break', /\bcreate unique index\b/],
];

/**
 * Finds what disturbs a running release in the statements of a migration. Tables that are new since that release may be
 * treated as one likes.
 *
 * @param statements in the order in which the migration sends them
 * @param newTables names of the tables that no running release knows; those that the statements create are added
 */
export function migrationFaults(statements: readonly string[], newTables: Set<string>): string[] {
  const faults: string[] = [];
  for (const statement of statements) {
    const text = withoutBodies(statement).toLowerCase().replace(/\s+/g, ' ').trim();
    const created = /^create table (?:if not exists )?(\w+)/.exec(text)?.[1];
    if (created !== undefined) newTables.add(created);
    const table =
      /^(?:alter table (?:if exists )?(?:only )?|create unique index \w+ on |drop table (?:if exists )?)(\w+)/.exec(
        text,
      )?.[1];
    if (created !== undefined || (table !== undefined && newTables.has(table))) continue;
    if (!/^(alter|drop|create unique|rename)/.test(text)) continue;
    for (const [fault, pattern] of refused) if (pattern.test(text)) faults.push(`${fault}: ${text.slice(0, 120)}`);
  }
  return [...new Set(faults)];
}

/** Functions may do what they like inside: they are called, not asked for columns that are gone. */
function withoutBodies(statement: string): string {
  return statement.replace(/\$\$[^]*?\$\$/g, '').replace(/--.*$/gm, '');
}
