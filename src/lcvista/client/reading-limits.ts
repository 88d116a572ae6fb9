/** How much of a site's time and memory one reading may take; tests put smaller ones. */
export interface ReadingLimits {
  /** milliseconds without a byte, while connecting, waiting for the answer and reading it */
  readonly silenceMs: number;
  /** milliseconds for one page in all: a body that trickles for ever is never silent */
  readonly pageMs: number;
  /** bytes of one page */
  readonly pageBytes: number;
  /** pages of one list: a site could invent a new `next` for ever */
  readonly pages: number;
}

export const readingLimits: ReadingLimits = {
  silenceMs: 30_000,
  pageMs: 300_000,
  pageBytes: 32 * 1024 * 1024,
  pages: 200_000,
};
