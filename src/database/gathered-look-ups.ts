import type { QueryConfig } from 'pg';
import { isConnectionLost, translateDatabaseError } from './database-error.js';
import { isDatabaseAway } from './is-database-away.js';
import type { Values } from './scope.js';
import type { LookUp } from './statement.js';

/** So many statements of one look-up are under way at the same time: the database answers one while we make the next. */
const mostAtOnce = 2;

/** Questions in one statement at most: it stays short, and so does the wait of whoever is in it. */
export const mostTogether = 50;

/** A row, and which of the questions of its statement it answers, from 1 on. */
interface Answer {
  readonly asked: number;
}

interface Waiting {
  readonly values: Values;
  readonly done: (rows: Answer[]) => void;
  readonly failed: (error: unknown) => void;
}

interface Queue {
  readonly running: Set<Promise<void>>;
  readonly waiting: Waiting[];
}

/**
 * The same look-ups that come at the same time go to the database together: what a statement costs by itself, on both
 * sides, is paid once for all of them. They may be of several organizations, since each brings its own along.
 */
export class GatheredLookUps {
  private readonly queues = new Map<string, Queue>();

  /** @param ask the database, in one statement */
  constructor(private readonly ask: (query: QueryConfig) => Promise<Answer[]>) {}

  /**
   * @returns the rows that answer this question; each also tells by `asked` which one of its statement that was
   * @throws Error of PostgreSQL for these values, or of the connection for all that went together
   */
  find<Row extends object>(lookUp: LookUp, values: Values): Promise<Row[]> {
    const queue = this.queueOf(lookUp);
    return new Promise((done, failed) => {
      queue.waiting.push({ values, done: (rows) => done(rows as object[] as Row[]), failed });
      // Whatever else has come in by now is read first.
      if (queue.waiting.length === 1) setImmediate(() => this.go(lookUp, queue));
    });
  }

  /** Waits until whatever was asked has been answered. */
  async settle(): Promise<void> {
    for (let queues = this.all(); queues.some(isBusy); queues = this.all()) {
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all(queues.flatMap(({ running }) => [...running]));
    }
  }

  private all(): Queue[] {
    return [...this.queues.values()];
  }

  private queueOf({ name }: LookUp): Queue {
    const known = this.queues.get(name);
    if (known !== undefined) return known;
    const queue: Queue = { running: new Set(), waiting: [] };
    this.queues.set(name, queue);
    return queue;
  }

  private go(lookUp: LookUp, queue: Queue): void {
    if (queue.waiting.length === 0 || queue.running.size >= mostAtOnce) return;
    const run = this.run(lookUp, queue).finally(() => {
      queue.running.delete(run);
      this.go(lookUp, queue);
    });
    queue.running.add(run);
  }

  /** Never fails: whoever asked is told. */
  private async run(lookUp: LookUp, queue: Queue): Promise<void> {
    const batch = queue.waiting.splice(0, mostTogether);
    try {
      await this.answer(lookUp, batch);
    } catch (error) {
      // Who waits behind a database that does not answer would only wait as long again.
      const lost = isConnectionLost(error) ? queue.waiting.splice(0) : [];
      if (batch.length === 1 || isDatabaseAway(translateDatabaseError(error))) fail([...batch, ...lost], error);
      else await this.answerEach(lookUp, batch);
    }
  }

  private async answer(lookUp: LookUp, batch: readonly Waiting[]): Promise<void> {
    const rows = await this.ask(together(lookUp, batch));
    const answers: Answer[][] = batch.map(() => []);
    for (const row of rows) answers[row.asked - 1]?.push(row);
    for (const [at, { done }] of batch.entries()) done(answers[at] ?? []);
  }

  /** One of them cannot be answered: by itself each learns whether it was the one. */
  private async answerEach(lookUp: LookUp, batch: readonly Waiting[]): Promise<void> {
    for (const waiting of batch) {
      try {
        await this.answer(lookUp, [waiting]);
      } catch (error) {
        fail([waiting], error);
      }
    }
  }
}

function isBusy({ running, waiting }: Queue): boolean {
  return running.size + waiting.length > 0;
}

function fail(waiting: readonly Waiting[], error: unknown): void {
  for (const { failed } of waiting) failed(error);
}

function together({ name, text, types }: LookUp, batch: readonly Waiting[]): QueryConfig {
  return { name, text, values: types.map((_, at) => batch.map(({ values }) => values[at])) };
}
