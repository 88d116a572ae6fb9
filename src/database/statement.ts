/**
 * SQL that is prepared once per connection and then called by its name. The name says which question it answers and is
 * unique in the program; statements composed at run time go without one.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement that answers several who ask the same: each of its parameters is a list of their values. */
export interface LookUp extends Statement {
  /** Of one value of each parameter. */
  readonly types: readonly string[];
}

const known = new Map<string, string>();

/** Every statement that was declared so far, by name: what the program asks of the schema. */
export function declaredStatements(): ReadonlyMap<string, string> {
  return known;
}

/**
 * Declares a named statement, once: at module level, or when its text is first put together.
 *
 * @throws Error when two different texts claim the same name, which would make one connection run the other's text
 */
export function statement(name: string, text: string): Statement {
  if ((known.get(name) ?? text) !== text) throw new Error(`two statements are named ${name}`);
  known.set(name, text);
  return { name, text };
}

/**
 * Declares a named statement that finds little by an index and waits for nobody, such as a row by its id: those who ask
 * at the same time are answered by one statement.
 *
 * @param types of its parameters, none of them a list
 * @param text as for a single one who asks
 * @throws Error as `statement`
 */
export function lookUp(name: string, types: readonly string[], text: string): LookUp {
  return { ...statement(name, forMany(types, text)), types };
}

/** @returns whether each parameter of the statement is a list, one value for each who asks */
export function isLookUp(statement: Statement): statement is LookUp {
  return 'types' in statement;
}

/** Each question is looked up by itself, by its index; the rows tell which question they answer, from 1 on. */
function forMany(types: readonly string[], text: string): string {
  const lists = types.map((type, at) => `$${at + 1}::${type}[]`);
  const columns = types.map((_, at) => `p${at + 1}`);
  // Last, since of two columns with one name the last counts; and with an offset, which keeps the planner from another way.
  return `select found.*, asked.number::int as asked
    from unnest(${lists.join(', ')}) with ordinality as asked (${columns.join(', ')}, number)
    cross join lateral (${text.replaceAll(/\$(\d+)/g, 'asked.p$1')} offset 0) as found`;
}

/**
 * The parameters of a look-up.
 *
 * @param questions the values of each who asks
 * @throws Error when somebody brings more or fewer values than the look-up has parameters
 */
export function listsOf({ name, types }: LookUp, questions: readonly (readonly unknown[])[]): unknown[][] {
  if (questions.some(({ length }) => length !== types.length)) throw new Error(`${name} takes ${types.length} values`);
  return types.map((_, at) => questions.map((values) => values[at]));
}
