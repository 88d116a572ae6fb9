/** The embedded database cannot be had; the message is one sentence for the person at the terminal, no stack needed. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';
}
