/** Rows that can be counted and picked one by one: an array, or rows made when they are asked for. */
export interface Rows<Row> {
  readonly length: number;
  at(index: number): Row | undefined;
}

/** Rows that are made when they are asked for, so that a site of 200,000 people takes no memory. */
export function madeRows<Row>(length: number, make: (index: number) => Row): Rows<Row> {
  return { length, at: (index) => (index < length ? make(index) : undefined) };
}

/** The rows from `start` up to, not including, `end`. */
export function sliceRows<Row>(rows: Rows<Row>, start: number, end: number): Row[] {
  const slice: Row[] = [];
  for (let index = start; index < Math.min(end, rows.length); index += 1) {
    const row = rows.at(index);
    if (row !== undefined) slice.push(row);
  }
  return slice;
}

/** One list after the other. */
export function joinRows<Row>(first: Rows<Row>, second: Rows<Row>): Rows<Row> {
  return {
    length: first.length + second.length,
    at: (index) => (index < first.length ? first.at(index) : second.at(index - first.length)),
  };
}
