import type { Connection } from 'pg';
import QueryStream from 'pg-query-stream';

/** The first rows may have to be sorted first; the next ones are read while the reader waits. */
const rowsWithinMs = 25_000;

/** Rows of a cursor that waits for no rows for ever; a reader that takes its time costs it nothing. */
export class GuardedRows extends QueryStream {
  private connection: Connection | undefined;
  private alarm: NodeJS.Timeout | undefined;
  private readonly lose = (): void => void this.destroy(new Error('connection terminated under a cursor'));

  /** @param giveUp called when the server sends no rows that were asked for: must end the connection */
  constructor(
    text: string,
    values: unknown[],
    private readonly giveUp: () => void,
  ) {
    super(text, values, { batchSize: 500 });
    this.once('close', () => {
      clearTimeout(this.alarm);
      this.connection?.removeListener('end', this.lose);
    });
  }

  override submit(connection: Connection): void {
    this.connection = connection;
    // Told now, not when somebody wants the next rows: the transaction that waits for the last one must end.
    connection.once('end', this.lose);
    super.submit(connection);
  }

  override _read(size: number): void {
    clearTimeout(this.alarm);
    this.alarm = setTimeout(this.giveUp, rowsWithinMs);
    super._read(size);
  }

  override push(row: unknown, encoding?: BufferEncoding): boolean {
    clearTimeout(this.alarm);
    return super.push(row, encoding);
  }

  /** The cursor is closed first, unless its connection is gone, or goes: that would never say that it is closed. */
  override _destroy(error: Error, done: (error?: Error | null) => void): void {
    clearTimeout(this.alarm);
    if (this.connection === undefined || this.connection.stream.destroyed) return done(error);
    let told = false;
    const tell = (closing?: Error | null): void => {
      if (!told) done(closing ?? error);
      told = true;
    };
    this.connection.once('end', tell);
    this.alarm = setTimeout(this.giveUp, rowsWithinMs);
    super._destroy(error, tell);
  }
}
