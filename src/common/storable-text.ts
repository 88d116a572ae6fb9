/** Text without NUL, which PostgreSQL refuses, and without halves of characters, which no encoding can carry. */
export const storableText = /^[^\0\p{Surrogate}]*$/u;

/** Whether a text can be kept in PostgreSQL: without NUL and without half a surrogate pair. */
export function isStorableText(text: string): boolean {
  return storableText.test(text);
}
