/**
 * SQL that is prepared once per connection and then called by its name. The name says which question it answers and is
 * unique in the program; statements composed at run time go without one.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Whether it may run on a connection that other requests use at the same time; not inside a transaction. */
  readonly sharesConnection?: boolean;
}

const known = new Map<string, string>();

/** Every statement that was declared so far, by name: what the program asks of the schema. */
export function declaredStatements(): ReadonlyMap<string, string> {
  return known;
}

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

/**
 * Declares a named statement that finds little by an index and waits for nobody, such as a row by its id: requests that
 * ask at the same time share connections for it.
 *
 * @throws Error as `statement`
 */
export function lookUp(name: string, text: string): Statement {
  return { ...statement(name, text), sharesConnection: true };
}
