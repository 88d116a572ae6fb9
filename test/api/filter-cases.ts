/** What one value of a query parameter does to a list. Items are named by what `nameOf` says of them. */
export interface FilterCase {
  readonly parameter: string;
  readonly value: string;
  /** An item that the parameter leaves in the list. */
  readonly shows?: string;
  /** An item that it takes out, and that is there without it. */
  readonly hides?: string;
  /** What is asked besides; the item that is hidden must show with this alone, or with `otherwise`. */
  readonly otherwise?: string;
  /** Of a sort: all items in their order. */
  readonly order?: readonly string[];
}

const filter = (parameter: string, value: string, shows: string, hides: string, otherwise = ''): FilterCase => ({
  parameter,
  value,
  shows,
  hides,
  otherwise,
});

const sort = (value: string, ...order: string[]): FilterCase => ({ parameter: 'sort', value, order });

const memberCases: readonly FilterCase[] = [
  filter('access', 'invited', 'Ann', 'Ben'),
  filter('access', 'enrolled', 'Ben', 'Ann'),
  filter('access', 'removed', 'Dan', 'Ann'),
  filter('compliance', 'mapped', 'Cem', 'Ann'),
  filter('compliance', 'unmapped', 'Ann', 'Cem'),
  filter('reason', 'not-signed-in', 'Ann', 'Ben'),
  filter('reason', 'no-lcvista-user', 'Ben', 'Ann'),
  filter('q', 'BE', 'Ben', 'Ann'),
  filter('q', 'c@acme', 'Ann', 'Ben'),
  filter('q', 'home.example', 'Ben', 'Ann'),
  sort('name', 'Ann', 'Ben', 'Cem'),
  sort('email', 'Cem', 'Ben', 'Ann'),
  sort('access', 'Ben', 'Cem', 'Ann'),
  sort('claimedAt', 'Cem', 'Ben', 'Ann'),
];

const timeCases: readonly FilterCase[] = [
  filter('from', '2026-02-01T00:00:00Z', 'late', 'early'),
  filter('to', '2026-02-01T00:00:00Z', 'early', 'late'),
];

const auditCases: readonly FilterCase[] = [
  ...timeCases,
  filter('actor', 'Ann', 'early', 'late'),
  filter('actor', 'id of Ben', 'late', 'early'),
  filter('kind', 'token', 'early', 'late'),
  filter('kind', 'member.renamed', 'late', 'early'),
];

/** The member that events are about. */
export const concernedMember = '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01';

/** The cohort that members are filtered by. */
export const auditCohort = '3f0c1f64-7a53-4d0f-9d1c-0d8f3b2a6c11';

const inTenant = '/organizations/{slug}';

/** Every parameter of every list, besides the page's own: one without a case fails the test. */
export const filterCases: Readonly<Record<string, readonly FilterCase[]>> = {
  [`${inTenant}/members`]: [...memberCases, filter('cohort', auditCohort, 'Ann', 'Ben')],
  [`${inTenant}/cohorts`]: [filter('q', 'aud', 'Audit', 'Everybody')],
  // A cohort shows everybody unless asked otherwise.
  [`${inTenant}/cohorts/{cohortId}/members`]: memberCases.map((one) =>
    one.parameter === 'access' ? one : { ...one, otherwise: 'access=invited,enrolled' },
  ),
  [`${inTenant}/mappings`]: [filter('state', 'active', 'p1', 'p2'), filter('state', 'ended', 'p2', 'p1')],
  [`${inTenant}/unmapped`]: [
    filter('reason', 'no-email', 'p3', 'p4'),
    filter('reason', 'no-member', 'p4', 'p3'),
    filter('reason', 'ignored', 'p5', 'p3'),
  ],
  [`${inTenant}/provisioning-events`]: [
    ...timeCases,
    filter('actor', 'Ann', 'early', 'late'),
    filter('member', concernedMember, 'late', 'early'),
    filter('kind', 'create', 'early', 'late'),
    filter('kind', 'delete', 'late', 'early'),
    filter('kind', 'replace', 'replaced', 'early'),
    filter('kind', 'patch', 'patched', 'early'),
    filter('outcome', 'applied', 'early', 'late'),
    filter('outcome', 'refused', 'late', 'early'),
  ],
  [`${inTenant}/audit-events`]: [...auditCases, filter('member', concernedMember, 'late', 'early')],
  '/audit-events': auditCases,
};

/** What the cases call an item. */
export function nameOf(path: string, item: Record<string, unknown>): string {
  if (path.endsWith('/unmapped')) return (item['lcvistaUser'] as { id: string }).id;
  if (path.endsWith('/mappings')) return String(item['lcvistaUserId']);
  return String(path.endsWith('events') ? item['reason'] : item['name']);
}
