import { type Answer, request } from '../../support/http-client.js';
import type { SeededRandom } from '../seeded-random.js';
import type { Known, KnownPerson, PersonSlot } from './person-slot.js';

/** Where the load goes, as of the last start of the service. */
export interface Target {
  /** One process, or several that share a database. */
  readonly urls: readonly string[];
  readonly slug: string;
  readonly scimToken: string;
  readonly claimToken: string;
  readonly groupId: string;
}

/** What came of it. */
export interface LoadFigures {
  acknowledged: number;
  /** Answers that nobody may get: the status, by what was asked. */
  readonly refused: string[];
}

interface Step {
  readonly name: string;
  readonly outcome: Known;
  ask(): Promise<Answer>;
}

const schemas = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
};
const issuer = 'https://login.example/v2.0';

/** One client that writes to its own people until it is told to stop or the service is gone. */
export class Lane {
  constructor(
    private readonly slots: readonly PersonSlot[],
    private readonly random: SeededRandom,
    private readonly figures: LoadFigures,
  ) {}

  async run(target: Target, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const slot = this.random.pick(this.slots);
      const step = this.chooseStep(slot, target);
      slot.asked(step.outcome);
      const answer = await step.ask().catch(() => null);
      if (answer === null) return;
      if (answer.status >= 300) {
        this.figures.refused.push(`${step.name} ${answer.status} ${answer.text}`);
        return;
      }
      this.figures.acknowledged += 1;
      slot.acknowledged(step.name === 'create' ? (answer.body.id as string) : undefined);
      if (step.name === 'claim') slot.userId ??= answer.body.user.id as string;
    }
  }

  private chooseStep(slot: PersonSlot, target: Target): Step {
    const { known } = slot;
    const url = this.random.pick(target.urls);
    const displayName = `${slot.userName} ${this.random.below(1e6)}`;
    if (known === null) return create(url, target, slot, displayName);
    const steps = [
      patch(url, target, slot, known, { displayName }),
      patch(url, target, slot, known, { active: !known.active }),
      replace(url, target, slot, { ...known, displayName, active: true }),
      changeGroup(url, target, slot, known),
      changeGroup(url, target, slot, known),
      ...(known.active && !known.claimed ? [claim(url, target, slot, known)] : []),
      ...(this.random.below(4) === 0 ? [remove(url, target, slot)] : []),
    ];
    return this.random.pick(steps);
  }
}

function create(url: string, target: Target, slot: PersonSlot, displayName: string): Step {
  const outcome = { displayName, active: true, inGroup: false, claimed: false };
  return { name: 'create', outcome, ask: () => scim(url, target, 'POST', '/Users', userBody(slot, outcome)) };
}

function patch(url: string, target: Target, slot: PersonSlot, known: KnownPerson, set: Partial<KnownPerson>): Step {
  const operations = Object.entries(set).map(([path, value]) => ({ op: 'Replace', path, value }));
  const body = { schemas: [schemas.patch], Operations: operations };
  return {
    name: 'patch',
    outcome: { ...known, ...set },
    ask: () => scim(url, target, 'PATCH', `/Users/${slot.id}`, body),
  };
}

function replace(url: string, target: Target, slot: PersonSlot, outcome: KnownPerson): Step {
  return { name: 'put', outcome, ask: () => scim(url, target, 'PUT', `/Users/${slot.id}`, userBody(slot, outcome)) };
}

function remove(url: string, target: Target, slot: PersonSlot): Step {
  return { name: 'delete', outcome: null, ask: () => scim(url, target, 'DELETE', `/Users/${slot.id}`) };
}

function changeGroup(url: string, target: Target, slot: PersonSlot, known: KnownPerson): Step {
  const operation = known.inGroup
    ? { op: 'Remove', path: `members[value eq "${slot.id}"]` }
    : { op: 'Add', path: 'members', value: [{ value: slot.id }] };
  const body = { schemas: [schemas.patch], Operations: [operation] };
  const ask = (): Promise<Answer> => scim(url, target, 'PATCH', `/Groups/${target.groupId}`, body);
  return { name: known.inGroup ? 'group-leave' : 'group-join', outcome: { ...known, inGroup: !known.inGroup }, ask };
}

function claim(url: string, target: Target, slot: PersonSlot, known: KnownPerson): Step {
  const { userName } = slot;
  const body = { issuer, subject: userName, email: userName, emailVerified: true, displayName: known.displayName };
  const ask = (): Promise<Answer> => request(url, 'POST', '/api/v1/claims', { token: target.claimToken, body });
  return { name: 'claim', outcome: { ...known, claimed: true }, ask };
}

function userBody({ userName }: PersonSlot, { displayName, active }: KnownPerson): object {
  const emails = [{ type: 'work', primary: true, value: userName }];
  return { schemas: [schemas.user], userName, externalId: `x-${userName}`, displayName, active, emails };
}

function scim(url: string, target: Target, method: string, path: string, body?: object): Promise<Answer> {
  const options = { token: target.scimToken, ...(body === undefined ? {} : { body }) };
  return request(url, method, `/scim/v2/${target.slug}${path}`, options);
}
