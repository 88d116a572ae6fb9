import pg from 'pg';
import QueryStream from 'pg-query-stream';

/** The server gives a statement up after this time, and a wait for a lock after the next. Both are told as 503. */
export const statementTimeoutMs = 20_000;
export const lockTimeoutMs = 10_000;

/** A little longer than the server lets a statement take: who has not answered by then is not there. */
const answerWithinMs = statementTimeoutMs + 2_000;

/** Work behind the scenes, such as applying a sync of a million people, may take so long. */
export const patientTimeoutMs = 600_000;

/**
 * A connection that waits for no answer for ever. A server that is cut off without a word (a network that swallows
 * packets, a machine without power) never says that it gave a statement up, and the kernel finds out after a quarter of
 * an hour; this connection then ends by itself, and whoever waits is told.
 */
export class GuardedClient extends pg.Client {
  private longestSilenceMs = answerWithinMs;
  private alarm: NodeJS.Timeout | undefined;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send: unknown = this.query.bind(this);
    Reflect.set(this, 'query', (...asked: unknown[]): unknown => {
      if (!(asked[0] instanceof QueryStream)) this.expectAnswer();
      return Reflect.apply(send as (...values: unknown[]) => unknown, this, asked);
    });
    // Others may wait on a connection that many share; each answer shows that the server is there.
    this.connection.on('readyForQuery', () => this.alarm?.refresh());
    this.on('drain', () => this.rest());
    this.on('end', () => this.rest());
    // Whoever has borrowed a connection is told by its statement; an error that nobody listened to would end the process.
    this.on('error', () => undefined);
  }

  /** Lets statements take as long as work behind the scenes may, until `hurry`. */
  bePatient(): void {
    this.longestSilenceMs = patientTimeoutMs + 2_000;
  }

  /** Takes patience back. */
  hurry(): void {
    this.longestSilenceMs = answerWithinMs;
  }

  /** Ends the connection at once, whatever is under way on it. */
  giveUp(): void {
    this.rest();
    this.connection.stream.destroy(new Error('connection terminated: the database server does not answer'));
  }

  private expectAnswer(): void {
    this.alarm ??= setTimeout(() => this.giveUp(), this.longestSilenceMs);
  }

  /** Every statement has been answered. */
  private rest(): void {
    clearTimeout(this.alarm);
    this.alarm = undefined;
  }
}
