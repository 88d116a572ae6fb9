import { expect } from '@jest/globals';
import { decideMapping, type MappingDecision } from '../../../src/lcvista/mapping/decide-mapping.js';
import { isShrunk } from '../../../src/lcvista/sync/is-shrunk.js';
import { checkQueue, checkRun, checkState, type RunAnswer } from './check-town.js';
import { type Disturbance, disturb } from './disturbances.js';
import { Ledger, type Reading } from './ledger.js';
import { faultMakers, finalCodes, type SiteFault } from './site-faults.js';
import type { Swap } from './swap.js';
import type { Tally } from './tally.js';
import { shortLimits, type Town } from './town.js';

const retryMinutes = [5, 15, 60];
const minute = 60_000;
const shrinkLimitPercent = 20;

/** The schedule's run of one morning: retries, approvals, and everything looked at afterwards. */
export class Morning {
  private disturbance: Disturbance | null = null;
  private fault: SiteFault | null = null;

  constructor(
    private readonly town: Town,
    private readonly swap: Swap,
    private readonly tally: Tally,
  ) {}

  async pass(): Promise<void> {
    const { town, tally } = this;
    const { chance, ledger } = town;
    if (ledger.held !== null && !this.swap.underWay && chance.happens(0.15)) await this.approve(ledger.held);
    await this.wakeUp();
    if (chance.happens(0.05)) await this.tryDryRun();
    this.fall();
    await this.carryOut(await this.scheduledRun());
    this.recover();
    await checkState(town);
    tally.add('mornings');
  }

  /** The clock goes to the next morning, or past it when the service was down. */
  private async wakeUp(): Promise<void> {
    const { chance, clock } = this.town;
    clock.set((await this.town.nextMorning()).toISOString());
    const missed = chance.happens(0.04) ? 1 + chance.below(2) : 0;
    clock.forward(chance.below(30) * minute + missed * 1_440 * minute);
    if (missed > 0) this.tally.add('mornings made up');
  }

  private fall(): void {
    const { town, tally } = this;
    this.disturbance = disturb(town, this.swap);
    if (this.disturbance !== null) {
      tally.add(this.disturbance.name);
    } else if (town.chance.happens(0.6)) {
      this.fault = town.chance.pick(faultMakers)(town.chance);
      for (const plan of this.fault.plans) town.site.fault({ ...plan, fault: town.spelled(plan.fault) });
      if (this.fault.pageMs !== undefined) town.limits = { ...shortLimits, pageMs: this.fault.pageMs };
      tally.add(this.fault.name);
    }
  }

  private recover(): void {
    this.disturbance?.end();
    this.town.site.heal();
    this.town.limits = shortLimits;
    this.disturbance = null;
    this.fault = null;
  }

  /** One run for one morning, however often it is looked for. */
  private async scheduledRun(): Promise<string> {
    const { schedule, organizationId } = this.town;
    expect(await schedule.findDue(10)).toEqual([organizationId]);
    expect(await schedule.queueScheduled(organizationId)).toBe(true);
    expect([await schedule.findDue(10), await schedule.queueScheduled(organizationId)]).toEqual([[], false]);
    const { body } = await this.town.call('GET', '/sync-runs?limit=1');
    const [run] = (body as { items: RunAnswer[] }).items;
    expect(run).toMatchObject({ status: 'queued', attempt: 1, trigger: 'schedule' });
    return run?.id ?? '';
  }

  /** Tries as often as the service does; at one of the attempts, or not on this day, the site is well again. */
  private async carryOut(runId: string): Promise<void> {
    const { town, tally } = this;
    const code = this.disturbance?.code ?? this.fault?.code ?? null;
    const wellAt = code === null ? 1 : 2 + town.chance.below(4);
    for (let attempt = 1; ; attempt += 1) {
      if (code !== null && attempt === wellAt) this.recover();
      const run = await this.execute(runId);
      if (attempt >= wellAt) return this.settle(run, this.disturbance?.reading() ?? town.look());
      expect(run).toMatchObject({ status: 'failed', attempt, error: { code } });
      tally.add('failed attempts');
      const minutes = retryMinutes[attempt - 1];
      const again = minutes !== undefined && !finalCodes.has(code ?? '');
      town.clock.forward((minutes ?? 180) * minute);
      expect(await town.schedule.queueRetries(10)).toBe(again ? 1 : 0);
      if (!again) return;
    }
  }

  /** Another process goes on where one stopped. */
  private async execute(runId: string): Promise<RunAnswer> {
    const { town } = this;
    const stop = this.disturbance?.stop;
    if (stop === undefined || (await town.execute(runId, stop)) === 'stopped') await town.execute(runId);
    return (await town.call('GET', `/sync-runs/${runId}`)).body as RunAnswer;
  }

  private async settle(run: RunAnswer, reading: Reading): Promise<void> {
    const { ledger, chance } = this.town;
    const shrunk = isShrunk(Ledger.eligible(ledger.reading), Ledger.eligible(reading), shrinkLimitPercent);
    expect(run).toMatchObject({ status: shrunk ? 'held' : 'succeeded', error: null });
    if (!shrunk) return this.applied(run, reading);
    this.tally.add('held runs');
    ledger.held = { runId: run.id, reading };
    await checkRun(this.town, run, this.preview(reading), reading);
    if (this.swap.underWay) return;
    const next = chance.below(10);
    if (next < 3) await this.approve(ledger.held);
    else if (next < 6) await this.force();
  }

  private async approve(held: { runId: string; reading: Reading }): Promise<void> {
    await this.town.call('POST', `/sync-runs/${held.runId}/approve`);
    this.tally.add('approved runs');
    await this.applied(await this.execute(held.runId), held.reading);
  }

  private async force(): Promise<void> {
    const { body } = await this.town.call('POST', '/sync-runs', { force: true });
    const reading = this.disturbance?.reading() ?? this.town.look();
    this.tally.add('forced runs');
    await this.applied(await this.execute((body as RunAnswer).id), reading);
  }

  /** What a dry run tells is what the rule says, and nothing is different afterwards. */
  private async tryDryRun(): Promise<void> {
    const { body } = await this.town.call('POST', '/sync-runs', { dryRun: true });
    const reading = this.town.look();
    const run = await this.execute((body as RunAnswer).id);
    await checkRun(this.town, run, this.preview(reading), reading);
    await checkState(this.town);
    this.tally.add('dry runs');
  }

  private preview(reading: Reading): MappingDecision {
    return decideMapping(this.town.ledger.population(reading));
  }

  private async applied(run: RunAnswer, reading: Reading): Promise<void> {
    expect(run).toMatchObject({ status: 'succeeded', error: null });
    const decision = this.town.ledger.applyRun(reading);
    await checkRun(this.town, run, decision, reading);
    await checkQueue(this.town, decision);
    this.swap.applied(this.town);
    this.tally.add('applied readings');
    this.tally.add('mapped', [...decision.outcomes.values()].filter((outcome) => 'memberId' in outcome).length);
    this.tally.add('ended', decision.mappings.filter(({ endedReason }) => endedReason !== null).length);
  }
}
