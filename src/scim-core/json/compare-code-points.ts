/**
 * Orders two texts by Unicode code point, as PostgreSQL does with `COLLATE "C"` on UTF-8. JavaScript's own `<` compares
 * UTF-16 units and puts U+10000 and above before U+E000..U+FFFF.
 *
 * @returns negative, zero or positive, for `Array.prototype.sort`
 */
export function compareCodePoints(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a !== b) return rank(a) - rank(b);
  }
  return one.length - other.length;
}

/** Lifts surrogates above the rest of the basic plane: they stand for code points beyond it. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
