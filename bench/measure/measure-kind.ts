import { roundsAlone } from '../read-options.js';
import type { Measured, PairResult } from '../report/result.js';
import type { World } from '../world/world.js';
import type { Work } from '../works/work.js';
import { compareSizes, ratioOfRounds } from './compare-sizes.js';
import { type Bench, Side } from './side.js';

/** A work on the service and, where it has one, on the floor. */
interface Pair {
  readonly work: Work;
  readonly service: Side;
  readonly floor: Side | null;
}

type Servers = Pick<World, 'service' | 'floor'>;

/**
 * Measures the works of one kind in turns, on the service and on the floor: each round does all of them within seconds, so
 * that whatever they are compared with has met the same weather.
 */
export async function measureKind(works: readonly Work[], servers: Servers, bench: Bench): Promise<PairResult[]> {
  const pairs = works.map((work) => pairOf(work, servers, bench));
  const sides = pairs.flatMap(({ service, floor }) => (floor === null ? [service] : [service, floor]));
  const { rounds, warmUpSeconds } = bench.options;
  for (const side of sides) await side.warmUp(warmUpSeconds / works.length);
  for (let round = 0; round < rounds; round += 1) for (const side of inTurn(sides, round)) await side.measure();
  for (let round = 0; round < roundsAlone; round += 1) for (const side of sides) await side.measureAlone();
  await Promise.all(sides.map((side) => side.close()));
  return pairs.map((pair) => resultOf(pair, sides));
}

/** There and back: nobody always follows the one who leaves much behind, and a machine that slows down slows all. */
function inTurn(sides: readonly Side[], round: number): readonly Side[] {
  return round % 2 === 0 ? sides : sides.toReversed();
}

function pairOf(work: Work, { service, floor }: Servers, bench: Bench): Pair {
  return {
    work,
    service: new Side(service, work, bench),
    floor: work.hasFloor ? new Side(floor, work, bench) : null,
  };
}

function resultOf({ work, service, floor }: Pair, sides: readonly Side[]): PairResult {
  return {
    name: work.name,
    goal: work.goal,
    service: measuredAmong(sides, service),
    floor: floor && measuredAmong(sides, floor),
    ratio: floor && ratioOfRounds(service.rates, floor.rates),
  };
}

function measuredAmong(sides: readonly Side[], own: Side): Measured {
  const others = sides.filter((side) => side !== own && side.server === own.server);
  return own.measured(compareSizes(own.work.compared, own, others));
}
