import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../database/database.js';
import { TallyRepository } from '../../directory/tally.repository.js';
import { isStale } from '../../lcvista/sync/is-stale.js';
import { syncRunAnswer } from '../sync-runs/sync-run-answer.js';
import type { Overview } from './overview.dto.js';
import { OverviewRepository, type ReasonCount } from './overview.repository.js';

/** Tells how an organization stands. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tallies: TallyRepository,
    private readonly overviews: OverviewRepository,
  ) {}

  /** Counts by access, compliance and reason as of now, the last and the next run, and the share mapped per day. */
  async read(organizationId: string): Promise<Overview> {
    const scope = this.database.tenant(organizationId);
    const now = this.clock.now();
    const [tally, reasons, state, lastRun, shares] = await Promise.all([
      this.tallies.read(scope),
      this.overviews.reasons(scope),
      this.overviews.syncState(scope),
      this.overviews.lastRun(scope),
      this.overviews.mappedShares(scope, now),
    ]);
    return {
      access: { invited: tally.invited, enrolled: tally.enrolled, removed: tally.removed + tally.deleted },
      compliance: complianceOf(reasons),
      reasons: Object.fromEntries(reasons.flatMap(({ reason, count }) => (reason === null ? [] : [[reason, count]]))),
      lastRun: lastRun === undefined ? null : syncRunAnswer(lastRun, now),
      nextRunAt: state.nextRunAt,
      lastGoodRunAt: state.lastGoodRunAt,
      stale: isStale(state.connectedAt, state.lastGoodRunAt, now),
      mappedShare: shares.map((day) => ({ ...day, share: shareOf(day.mappedMembers, day.activeMembers) })),
    };
  }
}

function complianceOf(reasons: readonly ReasonCount[]): Overview['compliance'] {
  const mapped = sum(reasons.filter(({ reason }) => reason === null));
  return { mapped, unmapped: sum(reasons) - mapped };
}

function sum(counts: readonly ReasonCount[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

/** To four digits, as percent with two. */
function shareOf(mapped: number, active: number): number | null {
  return active === 0 ? null : Math.round((mapped / active) * 10_000) / 10_000;
}
