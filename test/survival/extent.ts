/** The whole extent is run by `npm run test:survival`; `npm test` runs the same with small numbers. */
export const inFull = process.env['SURVIVAL'] === 'full';

/** How much of something a survival test does: cycles, mornings, requests, milliseconds. */
export function extent(of: { readonly short: number; readonly full: number }): number {
  return inFull ? of.full : of.short;
}
