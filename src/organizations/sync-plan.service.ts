import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantScope } from '../database/scope.js';
import { type DailySync, moveSync } from './move-sync.js';
import { SyncPlanRepository } from './sync-plan.repository.js';

/** Lets the next sync of an organization follow its schedule. */
@Injectable()
export class SyncPlanService {
  constructor(
    private readonly clock: Clock,
    private readonly plans: SyncPlanRepository,
  ) {}

  /** Call in the transaction that changes the schedule. Without a connection nothing waits. */
  async follow(scope: TenantScope, before: DailySync, after: DailySync): Promise<void> {
    if (before.timezone === after.timezone && before.syncTime === after.syncTime) return;
    const now = this.clock.now();
    await this.plans.lookAtDigest(scope, now);
    const standing = await this.plans.lockStanding(scope);
    if (standing !== null) await this.plans.move(scope, moveSync(before, after, standing, now));
  }
}
