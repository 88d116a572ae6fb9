import pg from 'pg';
import { recordedStatements, type RecordedStatement, type Release } from './releases.js';

/** What the rows may refuse: the values were recorded at another moment. */
const ofTheRows = /^(22|23)/;

/**
 * The two ways in which transactions get into each other's way, a migration's among them, which a process answers by
 * trying again or with 503. Anything else is a fault of the schema.
 */
const ofTheMoment = /^(40001|40P01)$/;

/**
 * The database's view of a process of an earlier release: connections on which its statements are prepared, and called
 * with values that it called them with. Calls are rolled back.
 */
export class OldProcess {
  private constructor(
    private readonly client: pg.Client,
    private readonly statements: readonly RecordedStatement[],
  ) {}

  static async connect(url: string, release: Release): Promise<OldProcess> {
    const client = new pg.Client({ connectionString: url, statement_timeout: 25_000 });
    await client.connect();
    return new OldProcess(client, recordedStatements(release));
  }

  end(): Promise<void> {
    return this.client.end();
  }

  /** Calls every statement once. @returns what no process of the release would survive, by statement */
  async callAll(): Promise<string[]> {
    const faults: string[] = [];
    for (const statement of this.statements) {
      const fault = await this.call(statement);
      if (fault !== null) faults.push(`${statement.name}: ${fault}`);
    }
    return faults;
  }

  private async call({ name, text, values }: RecordedStatement): Promise<string | null> {
    await this.client.query('begin');
    try {
      if (values === null) await this.client.query(`prepare "check ${name}" as ${text}`);
      else await this.client.query({ name, text, values: values.map(revive) });
      return null;
    } catch (error) {
      const { code = '', message } = error as pg.DatabaseError;
      if (ofTheMoment.test(code) || (values !== null && ofTheRows.test(code))) return null;
      return `${code} ${message}`;
    } finally {
      await this.client.query('rollback');
      // Unlike those with a name of the protocol, these are on the connection whether the transaction stands or not.
      if (values === null) await this.client.query(`deallocate "check ${name}"`).catch(() => undefined);
    }
  }
}

/** Bytes as JSON has them. */
function revive(value: unknown): unknown {
  const bytes = (value as { type?: unknown; data?: unknown } | null) ?? {};
  return bytes.type === 'Buffer' ? Buffer.from(bytes.data as number[]) : value;
}
