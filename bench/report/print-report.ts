import type { Applied, MappingResult, Measured, PairResult, Results } from './result.js';

type Row = readonly string[];

const pairHead: Row = 'work||req/s|p50 ms|p99 ms|alone ms|server µs|database µs|ratio|sizes|goal'.split('|');
const mappingHead: Row = 'work||seconds|database s|peak MiB|ratio|goal'.split('|');

/** The results as tables for a terminal. */
export function printReport(results: Results): string {
  const { small, large, node, postgres, connections, memory } = results;
  const title = `${small} and ${large} users, ${connections} connections, Node ${node}, PostgreSQL ${postgres}`;
  const tables = [table([pairHead, ...results.pairs.flatMap(pairRows)])];
  if (results.mappings.length > 0) tables.push(table([mappingHead, ...results.mappings.flatMap(mappingRows)]));
  const held = memory === null ? 'unknown' : `${round(memory.now)} MiB, at most ${round(memory.peak)} MiB`;
  return [title, ...tables, `memory of the service: ${held} (goal: < 250 MiB)`].join('\n\n');
}

function pairRows({ name, goal, service, floor, ratio }: PairResult): Row[] {
  const first = [name, 'service', ...pairFigures(service), share(ratio), share(service.sizes), goal];
  return floor === null ? [first] : [first, ['', 'floor', ...pairFigures(floor), '', share(floor.sizes), '']];
}

function pairFigures({ requestsPerSecond, p50, p99, p50Alone, serverMicros, databaseMicros }: Measured): Row {
  const latencies = [p50, p99, p50Alone].map((value) => value.toFixed(2));
  return [round(requestsPerSecond), ...latencies, round(serverMicros), round(databaseMicros)];
}

function mappingRows({ name, goal, people, service, floor, ratio }: MappingResult): Row[] {
  const first = [`${name}, ${people} people`, 'service', ...mappingFigures(service), share(ratio), goal];
  return floor === null ? [first] : [first, ['', 'floor', ...mappingFigures(floor), '', '']];
}

function mappingFigures({ seconds, databaseSeconds, memory }: Applied): Row {
  return [seconds.toFixed(2), databaseSeconds?.toFixed(2) ?? '', round(memory?.peak)];
}

function share(value: number | null): string {
  return value?.toFixed(2) ?? '';
}

function round(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(Math.round(value));
}

function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const isText = (column: number) => column < 2 || column === widths.length - 1;
  const lines = rows.map((row) =>
    row.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))),
  );
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}
