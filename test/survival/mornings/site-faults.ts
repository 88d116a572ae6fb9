import type { Fault, FaultPlan } from '../../../src/demo/stand-in-lcvista/fault.js';
import type { SeededRandom } from '../seeded-random.js';

/** A way in which the site is not well this morning. */
export interface SiteFault {
  readonly name: string;
  /** What the run fails with, until the site is well again; null: the run succeeds all the same. */
  readonly code: string | null;
  readonly plans: readonly FaultPlan[];
  /** Milliseconds that a page may take, where it takes too long. */
  readonly pageMs?: number;
}

type Maker = (chance: SeededRandom) => SiteFault;

const endpoints = ['index', 'people', 'catalogs', 'members'] as const;

/** Passes within the five times that a page is asked for again. */
function passing(name: string, fault: (chance: SeededRandom) => Fault, most = 5): Maker {
  return (chance) => {
    const times = 1 + chance.below(most);
    return { name, code: null, plans: [{ on: chance.pick(endpoints), times, fault: fault(chance) }] };
  };
}

function lasting(
  name: string,
  code: string,
  on: FaultPlan['on'],
  fault: (chance: SeededRandom) => Fault,
  page?: number,
): Maker {
  return (chance) => ({
    name,
    code,
    plans: [{ ...(on === undefined ? {} : { on }), ...(page === undefined ? {} : { page }), fault: fault(chance) }],
  });
}

const unreadable = (name: string, fault: Fault, on: FaultPlan['on'] = 'people', page?: number): Maker =>
  lasting(name, 'lcvista-unreadable', on, () => fault, page);

const serverErrors = [500, 502, 503, 504, 408];
const waits: readonly Record<string, string>[] = [
  {},
  { 'retry-after': '7' },
  { 'retry-after': 'Sun, 01 Mar 2026 06:01:30 GMT' },
  { 'retry-after': 'soon' },
];
const elsewhere = 'http://127.0.0.1:9/api/v1/people/?page=2';

/** Every kind of misbehaviour that the stand-in knows. */
export const faultMakers: readonly Maker[] = [
  passing('server error', (chance) => ({ kind: 'status', status: chance.pick(serverErrors) })),
  passing('reset', () => ({ kind: 'reset' })),
  passing('cut transfer', () => ({ kind: 'cut-transfer' })),
  passing('silence', () => ({ kind: 'hang' }), 1),
  passing('half a page, then silence', () => ({ kind: 'stall' }), 1),
  passing('429', (chance) => ({ kind: 'status', status: 429, headers: chance.pick(waits) }), 12),
  passing('a long page', () => ({ kind: 'large', bytes: 300_000 })),
  lasting('down', 'lcvista-unavailable', undefined, (chance) => ({
    kind: 'status',
    status: chance.pick(serverErrors),
  })),
  lasting('resets', 'lcvista-unavailable', 'people', () => ({ kind: 'reset' })),
  lasting('cuts', 'lcvista-unavailable', 'members', () => ({ kind: 'cut-transfer' })),
  lasting('429 for ever', 'lcvista-unavailable', 'people', () => ({ kind: 'status', status: 429 })),
  lasting('key refused', 'lcvista-unauthorized', undefined, (chance) => ({
    kind: 'status',
    status: chance.pick([401, 403]),
  })),
  lasting('a group is gone', 'lcvista-changed-while-reading', 'members', () => ({ kind: 'status', status: 404 })),
  lasting('a page is gone', 'lcvista-changed-while-reading', 'people', () => ({ kind: 'status', status: 404 }), 2),
  unreadable('redirect', { kind: 'redirect', to: '/login' }),
  unreadable('no HTTP', { kind: 'garbage' }),
  unreadable('login page', { kind: 'html' }),
  unreadable('login page as JSON', { kind: 'html', contentType: 'application/json' }, 'catalogs'),
  unreadable('broken JSON', { kind: 'text', body: '{"results": [,]}' }),
  unreadable('no UTF-8', { kind: 'text', body: Buffer.from([0x22, 0xff, 0x22]) }, 'members'),
  unreadable('cut JSON', { kind: 'cut-json' }),
  unreadable('no results', { kind: 'without-key', key: 'results' }),
  unreadable('no next', { kind: 'without-key', key: 'next' }, 'members'),
  unreadable('people without address', { kind: 'without-key', key: 'email' }),
  unreadable('people without flag', { kind: 'without-key', key: 'is_active' }, 'people', 2),
  unreadable('a flag that is none', { kind: 'rows', with: { is_active: 'yes' } }),
  unreadable('an id past 2^53', { kind: 'rows', with: { id: 2 ** 60 } }),
  unreadable('a next that leaves the site', { kind: 'page', with: { next: elsewhere } }),
  unreadable('a next that repeats', { kind: 'page', with: { next: '/api/v1/people/' } }),
  unreadable('pages without end', { kind: 'no-last-page' }),
  unreadable('a body without end', { kind: 'endless' }),
  (chance) => ({ ...unreadable('a body that trickles', { kind: 'trickle', everyMs: 20 })(chance), pageMs: 400 }),
];

/** Codes after which a run is not tried again by itself. */
export const finalCodes: ReadonlySet<string> = new Set([
  'lcvista-unauthorized',
  'catalog-not-found',
  'catalog-ambiguous',
]);
