/**
 * A way to misbehave. (Rows that move between two requests, so that somebody comes twice, need no fault: change the people
 * in `beforeAnswer`.)
 */
export type Fault =
  /** any status, with headers such as `retry-after` */
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  /** the connection is torn down before an answer */
  | { kind: 'reset' }
  /** something that is no HTTP */
  | { kind: 'garbage' }
  /** no byte, ever */
  | { kind: 'hang' }
  /** half of the body, then no further byte */
  | { kind: 'stall' }
  /** half of the body, then the connection is closed */
  | { kind: 'cut-transfer' }
  | { kind: 'redirect'; to: string }
  /** a login page with status 200 */
  | { kind: 'html'; contentType?: string }
  /** any text as the body, with status 200 and the JSON content type unless another is given */
  | { kind: 'text'; body: string | Buffer; headers?: Record<string, string> }
  /** the JSON ends in the middle, though the transfer is whole */
  | { kind: 'cut-json' }
  /** a key of the page, or of every row, is left out */
  | { kind: 'without-key'; key: string }
  /** keys of the page are replaced */
  | { kind: 'page'; with: Record<string, unknown> }
  /** keys of every row are replaced */
  | { kind: 'rows'; with: Record<string, unknown> }
  /** every page has a further one, which is always new */
  | { kind: 'no-last-page' }
  /** a body that never ends, as fast as it is read */
  | { kind: 'endless' }
  /** a body that never ends, a byte at a time */
  | { kind: 'trickle'; everyMs: number }
  /** a page that is right but this long */
  | { kind: 'large'; bytes: number };

export type Endpoint = 'index' | 'people' | 'catalogs' | 'usergroups' | 'members';

/** Where and how often to misbehave. */
export interface FaultPlan {
  /** left out: everywhere */
  on?: Endpoint;
  /** left out: on each page */
  page?: number;
  /** with `on: 'members'`; left out: in each group */
  group?: number;
  /** requests after which it behaves again; left out: for ever */
  times?: number;
  fault: Fault;
}

/** What a request asks for. */
export interface Asked {
  endpoint: Endpoint;
  page: number;
  group: number | null;
}

/** Counts the plans down as requests come in. */
export class FaultPlans {
  private plans: FaultPlan[] = [];

  /** Takes a plan on; those that were there go first. */
  add(plan: FaultPlan): void {
    this.plans.push({ ...plan });
  }

  /** From now on the site behaves. */
  clear(): void {
    this.plans = [];
  }

  /** The fault for this request, the plan made first going first. */
  take({ endpoint, page, group }: Asked): Fault | null {
    const plan = this.plans.find(
      (plan) =>
        (plan.on ?? endpoint) === endpoint &&
        (plan.page ?? page) === page &&
        (plan.group ?? group) === group &&
        (plan.times ?? 1) > 0,
    );
    if (plan === undefined) return null;
    if (plan.times !== undefined) plan.times -= 1;
    return plan.fault;
  }
}
