/** How somebody in the story ends up, for the table and the checks. */
export interface Person {
  readonly name: string;
  /** Address in the directory; two people may share one. */
  readonly email: string;
  readonly userName: string;
  /** Whether they sign in before the first sync. */
  readonly signsIn: boolean;
  /** The member list's answer after the first sync: a reason, or null for mapped. */
  readonly reason: string | null;
}

/** The firm's employees, as the directory knows them. */
export const employees: readonly Person[] = [
  person('Ada Lovelace', 'ada@acme.example', true, null),
  person('Grace Hopper', 'grace.hopper@acme.example', true, null),
  person('Hedy Lamarr', 'hedy@acme.example', true, null),
  person('Mary Jackson', 'mary@acme.example', true, null),
  person('Barbara Liskov', 'barbara@acme.example', true, null),
  person('Alan Turing', 'alan@acme.example', false, 'not-signed-in'),
  person('Katherine Johnson', 'katherine@acme.example', true, 'no-lcvista-user'),
  person('Emmy Noether', 'emmy@acme.example', true, 'duplicate-lcvista-user'),
  { ...person('Sofia Kovalevskaya', 'tax@acme.example', false, 'duplicate-member'), userName: 'sofia@acme.example' },
  { ...person('Maryam Mirzakhani', 'tax@acme.example', false, 'duplicate-member'), userName: 'maryam@acme.example' },
  person('Charles Babbage', 'charles@acme.example', true, null),
  person('Dorothy Vaughan', 'dorothy@acme.example', true, 'not-assigned'),
  person('Rosalind Franklin', 'rosalind@acme.example', true, 'no-lcvista-user'),
];

function person(name: string, email: string, signsIn: boolean, reason: string | null): Person {
  return { name, email, userName: email, signsIn, reason };
}

/** Somebody on the LCVista site. */
export interface LcvistaPerson {
  readonly id: number;
  readonly email: string | null;
  readonly assigned: boolean;
  /** Why the review queue shows them after the first sync; null: it does not. */
  readonly reason: string | null;
}

/** The firm's LCVista site: who has an account, and who can see the LumiQ catalog. */
export const lcvistaPeople: readonly LcvistaPerson[] = [
  { id: 4711, email: 'ada@acme.example', assigned: true, reason: null },
  { id: 4712, email: 'GRACE.HOPPER@ACME.EXAMPLE', assigned: true, reason: null },
  { id: 4713, email: 'hedy@acme.example', assigned: true, reason: null },
  { id: 4714, email: 'mary@acme.example', assigned: true, reason: null },
  { id: 4715, email: 'barbara@acme.example', assigned: true, reason: null },
  { id: 4716, email: 'alan@acme.example', assigned: true, reason: 'not-signed-in' },
  { id: 4717, email: 'katherine+cpe@acme.example', assigned: true, reason: 'no-member' },
  { id: 4718, email: 'emmy@acme.example', assigned: true, reason: 'duplicate-lcvista-user' },
  { id: 4719, email: 'emmy@acme.example', assigned: true, reason: 'duplicate-lcvista-user' },
  { id: 4720, email: 'tax@acme.example', assigned: true, reason: 'duplicate-member' },
  { id: 4721, email: 'charles@acme.example', assigned: true, reason: 'member-removed' },
  { id: 4722, email: 'dorothy@acme.example', assigned: false, reason: null },
  { id: 4723, email: null, assigned: true, reason: 'no-email' },
];

/** How the catalog is called on both sides. */
export const catalogName = 'LumiQ';

/** Who is mapped after the first sync: LCVista's id by the member's name. */
export const mappedAtFirst: Readonly<Record<string, string>> = {
  'Ada Lovelace': '4711',
  'Grace Hopper': '4712',
  'Hedy Lamarr': '4713',
  'Mary Jackson': '4714',
  'Barbara Liskov': '4715',
};
