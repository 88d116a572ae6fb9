/**
 * SQL that is prepared once per connection and then called by its name. The name says which question it answers and is
 * unique in the program; statements composed at run time go without one.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const known = new Map<string, string>();

/**
 * Declares a named statement, once, at module level.
 *
 * @throws Error when two different texts claim the same name, which would make one connection run the other's text
 */
export function statement(name: string, text: string): Statement {
  if ((known.get(name) ?? text) !== text) throw new Error(`two statements are named ${name}`);
  known.set(name, text);
  return { name, text };
}
