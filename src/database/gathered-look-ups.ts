import type { QueryConfig } from 'pg';
import { translateDatabaseError } from './database-error.js';
import { Gathering, mostTogether } from './gathering.js';
import { isDatabaseAway } from './is-database-away.js';
import type { Values } from './scope.js';
import { type LookUp, listsOf } from './statement.js';

/** A row, and which of the questions of its statement it answers, from 1 on. */
interface Answer {
  readonly asked: number;
}

interface Waiting {
  readonly values: Values;
  readonly done: (rows: Answer[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The same look-ups that come at the same time go to the database together: what a statement costs by itself, on both
 * sides, is paid once for all of them. They may be of several organizations, since each brings its own along.
 */
export class GatheredLookUps {
  private readonly gatherings = new Map<string, Gathering<Waiting>>();

  /** @param ask the database, in one statement */
  constructor(private readonly ask: (query: QueryConfig) => Promise<Answer[]>) {}

  /**
   * @returns the rows that answer this question; each also tells by `asked` which one of its statement that was
   * @throws Error of PostgreSQL for these values, or of the connection for all that went together
   */
  find<Row extends object>(lookUp: LookUp, values: Values): Promise<Row[]> {
    const gathering = this.gatheringOf(lookUp);
    return new Promise((done, failed) => {
      gathering.add({ values, done: (rows) => done(rows as object[] as Row[]), failed });
    });
  }

  /** Waits until whatever was asked has been answered. */
  async settle(): Promise<void> {
    await Promise.all([...this.gatherings.values()].map((gathering) => gathering.settle()));
  }

  private gatheringOf(lookUp: LookUp): Gathering<Waiting> {
    const known = this.gatherings.get(lookUp.name);
    if (known !== undefined) return known;
    const gathering = new Gathering<Waiting>((waiting) => this.run(lookUp, waiting));
    this.gatherings.set(lookUp.name, gathering);
    return gathering;
  }

  private async run(lookUp: LookUp, waiting: Waiting[]): Promise<void> {
    const batch = waiting.splice(0, mostTogether);
    try {
      await this.answer(lookUp, batch);
    } catch (error) {
      // Who waits behind a database that does not answer would only wait as long again.
      if (isAway(error)) fail([...batch, ...waiting.splice(0)], error);
      else if (batch.length === 1) fail(batch, error);
      else await this.answerEach(lookUp, batch);
    }
  }

  private async answer(lookUp: LookUp, batch: readonly Waiting[]): Promise<void> {
    const lists = listsOf(
      lookUp,
      batch.map(({ values }) => values),
    );
    const rows = await this.ask({ name: lookUp.name, text: lookUp.text, values: lists });
    const answers: Answer[][] = batch.map(() => []);
    for (const row of rows) answers[row.asked - 1]?.push(row);
    for (const [at, { done }] of batch.entries()) done(answers[at] ?? []);
  }

  /** One of them cannot be answered: by itself each learns whether it was the one. */
  private async answerEach(lookUp: LookUp, batch: readonly Waiting[]): Promise<void> {
    for (const [at, waiting] of batch.entries()) {
      try {
        await this.answer(lookUp, [waiting]);
      } catch (error) {
        if (isAway(error)) return fail(batch.slice(at), error);
        fail([waiting], error);
      }
    }
  }
}

function fail(waiting: readonly Waiting[], error: unknown): void {
  for (const { failed } of waiting) failed(error);
}

function isAway(error: unknown): boolean {
  return isDatabaseAway(translateDatabaseError(error));
}
