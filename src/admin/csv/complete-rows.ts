/** Adds to some rows what their statement could not tell; as many come out as went in, in the same order. */
export type RowCompletion<Found, Row> = (rows: readonly Found[]) => Promise<readonly Row[]>;

/** As many as the largest page has: whatever completes a page completes a batch. */
const batchSize = 200;

/** Completes rows in batches while they are read; no more than one batch is held. */
export async function* completeRows<Found, Row>(
  rows: AsyncIterable<Found>,
  complete: RowCompletion<Found, Row>,
): AsyncGenerator<Row> {
  let batch: Found[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield* await complete(batch);
    batch = [];
  }
  yield* await complete(batch);
}
