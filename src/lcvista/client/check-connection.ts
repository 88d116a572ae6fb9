import { counted, namesFound, rowCount } from './describe-rows.js';
import { LcvistaClient, type LcvistaClientOptions } from './lcvista-client.js';
import { LcvistaError } from './lcvista-error.js';
import type { ListPage } from './list-page.js';
import type { LcvistaCatalog } from './parse-row.js';
import { checkingPatience } from './patience.js';
import { pickCatalog, type PickedCatalog } from './pick-catalog.js';
import { readingLimits } from './reading-limits.js';
import type { SiteIndex } from './site-index.js';
import type { WireProfile } from './wire-profile.js';
import { DeadlineError, withinDeadline } from './within-deadline.js';

export const checkSteps = ['reach', 'authenticate', 'read-people', 'find-catalog', 'read-assignment'] as const;

export interface CheckStep {
  readonly step: (typeof checkSteps)[number];
  readonly ok: boolean;
  /** which wire names were found and how many rows, or what went wrong: a sentence for an operator */
  readonly detail: string;
}

export interface ConnectionCheck {
  readonly ok: boolean;
  readonly steps: readonly CheckStep[];
}

export interface CheckedConnection {
  readonly options: LcvistaClientOptions;
  readonly catalog: string;
  readonly assignment: 'groups' | 'everyone';
  /** milliseconds for all steps together: an operator waits for the answer */
  readonly deadlineMs: number;
}

/** An operator waits for the answer, so a silent site gets ten seconds instead of thirty. */
const checkingLimits = { ...readingLimits, silenceMs: 10_000, pageMs: 30_000, pages: 1_000 };
const groupsTried = 20;

/** Nobody stops a check but its deadline. */
const never = new AbortController().signal;

/**
 * Tries a connection step by step with little patience, and changes nothing. Lists are read only as far as needed: all
 * catalogs, but the first page of people and of up to 20 groups.
 *
 * @returns all five steps, in order; those after the first failed one, or after the deadline, are not tried
 * @throws only what is a fault of Muster itself
 */
export async function checkConnection(connection: CheckedConnection): Promise<ConnectionCheck> {
  const steps: CheckStep[] = [];
  try {
    await withinDeadline(connection.deadlineMs, never, async (signal) => {
      for await (const done of walk(connection, signal)) steps.push(done);
    });
  } catch (error) {
    if (!(error instanceof LcvistaError || error instanceof DeadlineError)) throw error;
    steps.push(...failed(error, steps.length));
  }
  return { ok: steps.every(({ ok }) => ok), steps };
}

/** Yields a step when it has worked, and throws in the one that has not. */
async function* walk(
  { options, catalog: name, assignment }: CheckedConnection,
  signal: AbortSignal,
): AsyncGenerator<CheckStep> {
  const client = new LcvistaClient({ patience: checkingPatience, limits: checkingLimits, ...options });
  try {
    const index = await client.readIndex(signal);
    yield passed('reach', `${index.url.href} answers and lists ${index.found}`);
    const people = await readingPeople(client, index, signal);
    if (!isUnauthorized(people)) yield passed('authenticate', 'the site accepts the key');
    if (typeof people !== 'string') throw people;
    yield passed('read-people', people);
    if (assignment === 'everyone') {
      yield passed('find-catalog', 'not needed, since everyone is assigned');
      yield passed('read-assignment', 'not needed, since everyone is assigned');
      return;
    }
    const picked = await pickCatalog(client.readCatalogs(index, signal), name);
    yield passed('find-catalog', describeCatalog(picked, client.profile.catalog));
    yield passed('read-assignment', await describeGroups(client, index, picked.catalog, signal));
  } finally {
    await client.close();
  }
}

/** The root may be open to anybody; only the people tell whether the key is good. So a failure is handed back, not thrown. */
async function readingPeople(
  client: LcvistaClient,
  index: SiteIndex,
  signal: AbortSignal,
): Promise<string | LcvistaError> {
  try {
    const page = await firstPage(client.readPeople(index, signal));
    return `${page.url.href}: ${rowCount(page)}; ${namesFound(client.profile.person, page.wireNames)}`;
  } catch (error) {
    if (error instanceof LcvistaError) return error;
    throw error;
  }
}

function describeCatalog({ catalog, catalogsRead, wireNames }: PickedCatalog, names: WireProfile['catalog']): string {
  const { id, name, userGroups } = catalog;
  const found = `catalog "${name}" has id ${id} and ${counted(userGroups.length, 'user group')}`;
  return `${found}; ${counted(catalogsRead, 'catalog')} in all; ${namesFound(names, wireNames)}`;
}

async function describeGroups(
  client: LcvistaClient,
  index: SiteIndex,
  { userGroups }: LcvistaCatalog,
  signal: AbortSignal,
): Promise<string> {
  if (userGroups.length === 0) return 'the catalog has no user groups, so nobody is assigned';
  const tried: string[] = [];
  let wireNames: readonly string[] = [];
  for (const group of userGroups.slice(0, groupsTried)) {
    const page = await firstPage(client.readMembers(index, group, signal));
    tried.push(`group ${group}: ${rowCount(page)}`);
    if (wireNames.length === 0) wireNames = page.wireNames;
  }
  const rest = userGroups.length - tried.length;
  const untried = rest > 0 ? ` (${counted(rest, 'more group')} not tried)` : '';
  return `${tried.join(', ')}${untried}; ${namesFound(client.profile.member, wireNames)}`;
}

/** A list has at least one page, even when that one is empty. */
async function firstPage<Row>(pages: AsyncGenerator<ListPage<Row>>): Promise<ListPage<Row>> {
  for await (const page of pages) return page;
  throw new Error('a list without a page');
}

function passed(step: CheckStep['step'], detail: string): CheckStep {
  return { step, ok: true, detail };
}

/** A site that refuses the key has at least been reached. */
function failed(error: LcvistaError | DeadlineError, done: number): CheckStep[] {
  const reached = done === 0 && isUnauthorized(error);
  const first = reached ? 1 : done;
  return checkSteps.slice(done).map((step, offset) => {
    if (done + offset < first) return passed(step, 'the site answers');
    return { step, ok: false, detail: done + offset === first ? error.message : 'not tried' };
  });
}

function isUnauthorized(outcome: unknown): boolean {
  return outcome instanceof LcvistaError && outcome.code === 'lcvista-unauthorized';
}
