/** Nearly every text; for these, lower-casing alone gives the same key. */
const ASCII = /^[ -~]*$/;

/**
 * The one function that makes two texts comparable without regard to case: Unicode NFC, then case folding. Keys are
 * computed here and stored, never in SQL, because `lower()` differs between JavaScript and PostgreSQL (Turkish i, ß).
 *
 * Lower-casing what was upper-cased folds what a single pass leaves apart: "ß" and "SS", final and medial sigma.
 *
 * @param text any text
 * @returns the key: equal keys mean equal texts, ignoring case (RFC 7643 §2.2 `caseExact: false`, RFC 7644 §5)
 */
export function compareKey(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}
