/**
 * Files of the full extent, the longest first, so that the two workers end at about the same time. By itself Jest would go
 * by the times of the short extent. `slow-database` and the revocations of `several-processes` are timed, so they run beside
 * small ones.
 */
const order = [
  'kill/killed-service',
  'hostile/hostile-clients',
  'mornings',
  'database-faults',
  'time',
  'kill/killed-database',
  'silent-apply',
  'upgrade',
  'large-exports',
  'stop-without-database',
  'large-site',
  'departure',
  'slow-database',
  'several-processes',
];

interface Test {
  readonly path: string;
}

/** What Jest asks for the order of the files; see `--testSequencer`. */
export default class LongestFirst {
  sort<Some extends Test>(tests: readonly Some[]): Some[] {
    return tests.toSorted((one, other) => placeOf(one) - placeOf(other));
  }

  /** Jest would remember what failed and how long it took; the order is known. */
  cacheResults(): void {}
}

function placeOf({ path }: Test): number {
  const place = order.findIndex((name) => path.endsWith(`/survival/${name}.spec.js`));
  return place === -1 ? order.length : place;
}
