import type { Pool } from 'pg';

/** A secret shorter than this cannot be told from ordinary words. */
const shortest = 12;

/** Where a secret shows in what goes in and out, by the name of its field. */
const secretFields = new Set([
  'token',
  'secret',
  'apiKey',
  'idToken',
  'password',
  'access_token',
  'client_secret',
  'client_assertion',
]);

/** Tables larger than this are looked into by the tests of secrets only: they take their time. */
const largestBytes = 8_000_000;

/** A secret in all forms in which it could lie about: as it is, in base64 and base64url, in hex, percent-encoded, in JSON. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  const json = JSON.stringify(secret).slice(1, -1);
  const encoded = [base64, bytes.toString('base64url'), bytes.toString('hex'), encodeURIComponent(secret)];
  const written = [secret, ...encoded, json, JSON.stringify(json).slice(1, -1)];
  // Columns of bytes show as hex.
  return [...new Set([...written, ...written.map((text) => Buffer.from(text).toString('hex'))])];
}

/**
 * Knows every secret that a test has seen or made, and looks for them by value wherever they must not be: in later
 * answers, in the log, and in the database.
 */
export class SecretTrail {
  private readonly forms = new Map<string, string>();
  private known = 0;

  /** How many secrets it knows. */
  get size(): number {
    return this.known;
  }

  /** @param name what the secret is, for the error; never the secret itself */
  add(name: string, secret: string): void {
    if (secret.length < shortest || this.forms.has(secret)) return;
    this.known += 1;
    for (const form of formsOf(secret)) this.forms.set(form, name);
  }

  /** Adds a key of bytes, whose own encodings are what would lie about. */
  addKey(name: string, key: Buffer): void {
    this.add(name, key.toString('base64'));
    this.forms.set(key.toString('hex'), name);
  }

  /** Learns the secrets of a body that goes out or comes in. */
  learn(body: unknown): void {
    if (typeof body === 'string') this.learnForm(body);
    else this.learnFields(body, 0);
  }

  /** @throws Error that names the secrets which a text holds, and where that is, but not the secrets */
  refuseIn(text: string, where: string): void {
    const found = new Set([...this.forms].filter(([form]) => text.includes(form)).map(([, name]) => name));
    if (found.size > 0) throw new Error(`${where} shows ${[...found].join(', ')}`);
  }

  /**
   * Looks into every column of every table, the queue's too.
   *
   * @param thorough also tables that are large
   * @throws Error that names table and secret
   */
  async refuseInDatabase(pool: Pool, thorough = false): Promise<void> {
    const tables = await pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables
       where pg_relation_size(relid) > 0 and ($1 or pg_total_relation_size(relid) < $2)`,
      [thorough, largestBytes],
    );
    // One look for what all forms begin with; only rows that have it are looked at closely.
    const beginnings = [...new Set([...this.forms.keys()].map((form) => form.slice(0, 8)))].map(quoted);
    if (beginnings.length === 0 || tables.rows.length === 0) return;
    const pattern = beginnings.join('|');
    const queries = tables.rows.map(
      ({ name }) =>
        `select '${name}' as name, row from (select to_jsonb(t)::text as row from ${name} t) as rows where row ~ '${pattern}'`,
    );
    const { rows } = await pool.query<{ name: string; row: string }>(queries.join(' union all '));
    for (const { name, row } of rows) this.refuseIn(row, `a row of ${name}`);
  }

  private learnFields(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > 6) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && secretFields.has(key)) this.add(key, inner);
      else this.learnFields(inner, depth + 1);
    }
  }

  private learnForm(text: string): void {
    for (const [key, value] of new URLSearchParams(text)) if (secretFields.has(key)) this.add(key, value);
  }
}

/** For a regular expression of PostgreSQL in a text of SQL. */
function quoted(text: string): string {
  return text.replaceAll("'", "''").replace(/[!-&(-,./:-@[-^`{-~]/g, '\\$&');
}
