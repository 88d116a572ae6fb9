import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { isDatabaseAway } from '../database/is-database-away.js';
import type { TenantScope } from '../database/scope.js';
import { type DigestMoment, nextDigestAt } from './digest-moment.js';
import { DigestPlanRepository, type DuePlace, type DuePlan } from './digest-plan.repository.js';
import { DigestRepository } from './digest.repository.js';
import { ReviewReader } from './review-reader.service.js';
import { writeDigest } from './write-digest.js';

/** A review that was missed for longer than this is left out: the next one is near. */
const longestDelay = 7 * 24 * 3_600_000;

const beginning: DuePlace = { organizationId: '00000000-0000-0000-0000-000000000000', nextDigestAt: new Date(0) };

/** Makes the weekly reviews. */
@Injectable()
export class DigestMaker {
  private readonly logger = new Logger(DigestMaker.name);

  constructor(
    private readonly database: Database,
    private readonly plans: DigestPlanRepository,
    private readonly digests: DigestRepository,
    private readonly reader: ReviewReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Makes every review that is due, each in a transaction of its own. Any number of processes may do this at once: a
   * plan that one of them holds is passed over by the others, and a week has one review.
   *
   * @returns how many were made
   */
  async makeDue(now: Date, signal?: AbortSignal): Promise<number> {
    let made = 0;
    let page = await this.plans.due(this.database.installation(), now, beginning);
    while (page.length > 0) {
      for (const { organizationId } of page) {
        if (signal?.aborted === true) return made;
        made += (await this.tryToMake(organizationId, now)) ? 1 : 0;
      }
      page = await this.plans.due(this.database.installation(), now, page.at(-1) ?? beginning);
    }
    return made;
  }

  /** One organization's trouble does not keep the others waiting; it is tried again the next time. */
  private async tryToMake(organizationId: string, now: Date): Promise<boolean> {
    try {
      return await this.database.tenantTransaction(organizationId, (scope) => this.make(scope, now));
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      this.logger.error({ err: error, organizationId }, 'a weekly review could not be made');
      return false;
    }
  }

  private async make(scope: TenantScope, now: Date): Promise<boolean> {
    const plan = await this.plans.takeDue(scope, now);
    if (plan === null) return false;
    const earliest = new Date(Math.max(plan.since.getTime(), now.getTime() - longestDelay));
    const moment = nextDigestAt(plan, earliest, plan.lastWeek);
    if (moment.at > now) {
      await this.plans.move(scope, moment.at);
      return false;
    }
    const made = await this.store(scope, plan, moment, now);
    await this.plans.move(scope, nextDigestAt(plan, now, moment.week).at);
    return made;
  }

  private async store(scope: TenantScope, plan: DuePlan, moment: DigestMoment, now: Date): Promise<boolean> {
    const content = await this.reader.read(scope, plan.organization, moment);
    return this.digests.insert(scope, {
      week: moment.week,
      createdAt: now,
      recipients: plan.recipients,
      ...writeDigest(content, now),
      counts: content.counts,
      people: content.people,
      sendAt: this.config.smtp === null ? null : now,
    });
  }
}
