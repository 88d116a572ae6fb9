import { parseArgs } from 'node:util';

/** What is measured, how large and how long. */
export interface BenchOptions {
  /** Users of the two organizations. */
  readonly small: number;
  readonly large: number;
  /** Both servers do every work this often, in turn with all works of its kind, for so many seconds each time. */
  readonly rounds: number;
  readonly seconds: number;
  /** How long each server does a kind of work, all sizes together, before it is measured at it. */
  readonly warmUpSeconds: number;
  readonly connections: number;
  /** Only works whose name matches. */
  readonly only: RegExp;
  /** Where the results go as JSON; `-`: standard output. */
  readonly json: string;
  /** Folder for CPU profiles of the service; null: none. */
  readonly profile: string | null;
}

/** How often a work is done by one connection alone, for half a round's time. */
export const roundsAlone = 4;

const full = { small: 10_000, large: 1_000_000, rounds: 20, seconds: 0.25, warmUpSeconds: 4 };
const quick = { small: 10_000, large: 100_000, rounds: 6, seconds: 0.2, warmUpSeconds: 1.5 };

/**
 * Reads the command line.
 *
 * @throws Error naming the option that is wrong
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      small: text,
      large: text,
      rounds: text,
      seconds: text,
      'warm-up': text,
      connections: text,
      only: { ...text, default: '' },
      json: { ...text, default: 'bench/results/latest.json' },
      profile: text,
    },
  });
  const usual = values.quick ? quick : full;
  return {
    small: positive('small', values.small) ?? usual.small,
    large: positive('large', values.large) ?? usual.large,
    rounds: positive('rounds', values.rounds) ?? usual.rounds,
    seconds: positive('seconds', values.seconds) ?? usual.seconds,
    warmUpSeconds: positive('warm-up', values['warm-up']) ?? usual.warmUpSeconds,
    connections: positive('connections', values.connections) ?? 16,
    only: new RegExp(values.only, 'i'),
    json: values.json,
    profile: values.profile ?? null,
  };
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new Error(`--${name} must be a number above 0`);
  return number;
}
