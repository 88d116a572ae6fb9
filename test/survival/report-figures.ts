import { inFull } from './extent.js';

/**
 * Prints one line of what a survival test did, past Jest, so that it shows in a long log: `survival kill: cycles 100, …`.
 *
 * @param figures in words and numbers; a seed belongs to them
 */
export function reportFigures(subject: string, figures: Readonly<Record<string, number | string>>): void {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  process.stderr.write(`survival ${subject} (${inFull ? 'full' : 'short'}): ${told.join(', ')}\n`);
}
