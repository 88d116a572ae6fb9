/** Characters of a piece. The index has every piece of each text, as `search_keys` of the database cuts it. */
const pieceLength = 3;

/** What so many texts of the sample have is no help in finding one of them. */
const usualShare = 0.2;

/** More of them find hardly fewer, and each costs a look at all that have it. */
const mostPieces = 3;

/**
 * What an index of pieces should be asked for, of a text that somebody searches. Of `jane.doe@large.example` most pieces
 * are those of the domain, which everybody has. Best is what nobody in the sample has, from all over the text; else those
 * are chosen that leave fewest of the sample: where some are called Okafor, one piece of the name says as much as all.
 *
 * @param text what is searched for, as keys are compared
 * @param sample some of the texts that are searched, chosen without regard to what is in them; it may be empty
 * @returns at most three pieces of the text: whatever contains the text has each of them, but not the other way round.
 *   None when the index is no help
 */
export function rarePieces(text: string, sample: readonly string[]): string[] {
  const pieces = piecesOf(text);
  const unknown = pieces.filter((piece) => !sample.some((known) => known.includes(piece)));
  return unknown.length > 0 ? spread(unknown) : tellingPieces(pieces, sample);
}

/** The first, the last and one between: neighbours have most of their letters in common. */
function spread(pieces: readonly string[]): string[] {
  if (pieces.length <= mostPieces) return [...pieces];
  const step = (pieces.length - 1) / (mostPieces - 1);
  return Array.from({ length: mostPieces }, (_, at) => pieces[Math.round(at * step)] ?? '');
}

/** One by one the piece that leaves fewest of the sample, until none leaves fewer. */
function tellingPieces(pieces: readonly string[], sample: readonly string[]): string[] {
  const chosen: string[] = [];
  let left = sample;
  while (chosen.length < mostPieces) {
    const [best] = pieces
      .map((piece) => ({ piece, having: left.filter((known) => known.includes(piece)) }))
      .toSorted((one, other) => one.having.length - other.having.length);
    if (best === undefined || best.having.length === left.length) break;
    chosen.push(best.piece);
    left = best.having;
  }
  return left.length > sample.length * usualShare ? [] : chosen;
}

/** By characters, not by their halves: the database counts so. */
function piecesOf(text: string): string[] {
  const characters = text.match(/./gsu) ?? [];
  const places = characters.slice(pieceLength - 1).keys();
  return [...new Set([...places].map((place) => characters.slice(place, place + pieceLength).join('')))];
}
