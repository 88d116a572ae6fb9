import { expect } from '@jest/globals';
import type { Firm, World } from '../compliance-world.js';
import type { Staff } from '../staff.js';

/** Her address, as it should be everywhere. */
export const jane = 'jane@acme.test';

/** Jane's firm on a morning, and what one can do there. */
export class Morning {
  constructor(
    readonly world: World,
    readonly firm: Firm,
    readonly staff: Staff,
  ) {}

  /** A run of the next day, which must succeed. */
  async sync(request: object = {}): Promise<string> {
    this.world.clock.tomorrow();
    const run = await this.firm.run(request);
    expect(run.error).toBeNull();
    return run.id;
  }

  /** What the site has of somebody. */
  onSite(id: string): { email: string | null; isActive: boolean } {
    const person = this.world.site.people.find((one) => one.id === Number(id));
    if (person === undefined) throw new Error(`nobody on the site has the id ${id}`);
    return person;
  }

  async mapByHand(memberId: string, lcvistaUserId: string): Promise<string> {
    const body = { memberId, lcvistaUserId, reason: 'she said so' };
    const made = await this.firm.call('POST', '/mappings', body);
    expect(made.status).toBe(201);
    return made.body.id as string;
  }

  async expectDone(method: string, path: string, body?: object): Promise<void> {
    expect((await this.firm.call(method, path, body)).status).toBeLessThan(300);
  }
}

/** Who is asked about, and what removes the cause. */
export interface Case {
  /** undefined: the directory does not know her yet */
  readonly member?: string;
  /** undefined: LCVista does not */
  readonly user?: string;
  /** null: the cause goes by itself with the next sync */
  readonly cure: (() => Promise<unknown> | void) | null;
}

/** A reason why Jane is not mapped, and what everybody is told. */
export interface Cause {
  readonly name: string;
  readonly make: (morning: Morning) => Promise<Case>;
  /** The first broken link; undefined: she is mapped all the same. */
  readonly step: string;
  readonly detail: RegExp;
  /** What to do, and when it takes effect. */
  readonly advice: RegExp;
  readonly verdict?: 'maps-at-next-sync';
  /** What her row of the member list says, and the review queue of her LCVista user. */
  readonly member?: string | null;
  readonly queue?: string;
}

/** She has signed in; then LCVista is read. */
export async function enrolledAlone({ staff }: Morning): Promise<string> {
  return staff.enrol(jane);
}

export async function both(
  morning: Morning,
  change: { isActive?: boolean; assigned?: boolean } = {},
): Promise<Required<Pick<Case, 'member' | 'user'>>> {
  const member = await enrolledAlone(morning);
  const user = morning.world.person(jane, change);
  await morning.sync();
  return { member, user };
}
