import type { Filter, FilterTarget } from './filter.js';

/**
 * Writes a filter in full: every attribute by its canonical name, every value as it was written. Reading it back gives
 * the same tree, so the text can stand for the filter in cursors and caches.
 */
export function printFilter(filter: Filter): string {
  return print(filter, (target) => target.name);
}

function print(filter: Filter, name: (target: FilterTarget) => string): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.filters.map((part) => printPart(part, name)).join(` ${filter.kind} `);
    case 'not':
      return `not (${print(filter.filter, name)})`;
    case 'present':
      return `${name(filter.target)} pr`;
    case 'compare':
      return `${name(filter.target)} ${filter.operator} ${JSON.stringify(filter.written)}`;
    case 'element':
      return `${name(filter.target)}[${print(filter.filter, (target) => target.path.join('.'))}]`;
    default:
      return filter.value ? 'id pr' : 'not (id pr)';
  }
}

function printPart(filter: Filter, name: (target: FilterTarget) => string): string {
  const text = print(filter, name);
  return filter.kind === 'and' || filter.kind === 'or' ? `(${text})` : text;
}
