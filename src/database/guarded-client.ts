import pg from 'pg';
import QueryStream from 'pg-query-stream';

/** The server gives a statement up after this time, and a wait for a lock after the next. Both are told as 503. */
export const statementTimeoutMs = 20_000;
export const lockTimeoutMs = 10_000;

/** A little longer than the server lets a statement take: who has not answered by then is not there. */
export const answerWithinMs = statementTimeoutMs + 2_000;

/** Work behind the scenes, such as applying a sync of a million people, may take so long. */
export const patientTimeoutMs = 600_000;

/** A server that answers takes milliseconds to close a connection. */
const goodbyeWithinMs = 1_500;

/** When it is doubtful whether the server is at work, we ask again sooner, and then believe it. */
const soonerBy = 8;
const mostDoubts = 3;

/** Asks, past the connection, whether the server is at work on its statement; null: nobody knows. */
export type AtWork = () => Promise<boolean | null>;

export interface GuardedConfig extends pg.ClientConfig {
  /** After how many milliseconds of silence the server is not there. */
  readonly answerWithinMs?: number;
}

/**
 * A connection that waits for no answer for ever. A server that is cut off without a word (a network that swallows
 * packets, a machine without power) never says that it gave a statement up, and the kernel finds out after a quarter of
 * an hour; this connection then ends by itself, and whoever waits is told.
 */
export class GuardedClient extends pg.Client {
  private readonly answerWithinMs: number;
  private atWork: AtWork | null = null;
  private alarm: NodeJS.Timeout | undefined;
  private askedAt = 0;
  private doubts = 0;

  constructor(config?: string | GuardedConfig) {
    super(config);
    this.answerWithinMs = (typeof config === 'object' ? config.answerWithinMs : undefined) ?? answerWithinMs;
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

  /**
   * Lets statements take as long as work behind the scenes may, until `hurry`, as long as the server is at work on them.
   */
  bePatient(atWork: AtWork): void {
    this.atWork = atWork;
  }

  /** Takes patience back. */
  hurry(): void {
    this.atWork = null;
  }

  /** Ends the connection at once, whatever is under way on it. */
  giveUp(): void {
    this.rest();
    this.connection.stream.destroy(new Error('connection terminated: the database server does not answer'));
  }

  /** Says goodbye, and closes the connection whether the server says it too or is not there any more. */
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const timer = setTimeout(() => this.connection.stream.destroy(), goodbyeWithinMs).unref();
    this.connection.once('end', () => clearTimeout(timer));
    return callback === undefined ? super.end() : super.end(callback);
  }

  private expectAnswer(): void {
    if (this.alarm !== undefined) return;
    this.askedAt = performance.now();
    this.doubts = 0;
    this.listen(this.answerWithinMs);
  }

  private listen(ms: number): void {
    this.alarm = setTimeout(() => {
      if (this.atWork === null) this.giveUp();
      else void this.judge(this.atWork);
    }, ms);
  }

  /** A statement that may take long is taking long, or nobody is there. */
  private async judge(atWork: AtWork): Promise<void> {
    const asked = this.alarm;
    const working = await atWork();
    // Answered, or ended, meanwhile.
    if (this.alarm !== asked) return;
    this.doubts = working === true ? 0 : this.doubts + 1;
    const tooLong = performance.now() - this.askedAt > patientTimeoutMs + this.answerWithinMs;
    if (tooLong || this.doubts >= mostDoubts) this.giveUp();
    else this.listen(working === true ? this.answerWithinMs : this.answerWithinMs / soonerBy);
  }

  /** Every statement has been answered. */
  private rest(): void {
    clearTimeout(this.alarm);
    this.alarm = undefined;
  }
}
