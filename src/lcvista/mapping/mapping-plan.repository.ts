import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../database/scope.js';
import { nextMemberTable, nextUserTable, outcomeTable, standingMappingTable } from './plan-tables.js';

/** Which rows of the roster a plan is made from. */
export interface RosterKey {
  readonly runId: string;
  /** The taking of the run that read them. */
  readonly epoch: number;
  readonly everyoneAssigned: boolean;
}

/** Figures of a run; `assigned` counts the assigned and active. */
export interface RunCounts {
  readonly people: number;
  readonly assigned: number;
  readonly newPeople: number;
  readonly changedPeople: number;
  readonly gonePeople: number;
  readonly mapped: number;
  readonly keptMapped: number;
  readonly ended: number;
  readonly unmapped: number;
  readonly unmappedByReason: Readonly<Record<string, number>>;
  /** Rows of the groups that name nobody on the site. */
  readonly unknownAssigned: number;
}

export interface Plan {
  readonly counts: RunCounts;
  /** The assigned and active of the last complete reading. */
  readonly assignedBefore: number;
}

/**
 * Enough memory to hash a million short keys without a detour over the disk, and statistics that say how many rows there
 * are, which is all that the plan's joins need to know; until the transaction ends.
 */
const planSettings = `
  select set_config('work_mem', '64MB', true), set_config('default_statistics_target', '10', true), $1::uuid`;

const selectPeopleCounts = `
  select count(*) filter (where state not in ('gone', 'absent', 'unknown')) as people,
         count(*) filter (where eligible) as assigned,
         count(*) filter (where state in ('new', 'back')) as "newPeople",
         count(*) filter (where state = 'changed') as "changedPeople",
         count(*) filter (where state = 'gone') as "gonePeople",
         count(*) filter (where state = 'unknown') as "unknownAssigned",
         count(*) filter (where was_eligible) as "assignedBefore"
    from next_user
   where $1::uuid is not null`;

const selectMappingCounts = `
  select count(*) filter (where ended_reason is null) as "keptMapped",
         count(*) filter (where ended_reason is not null) as ended
    from standing_mapping
   where $1::uuid is not null`;

const selectOutcomeCounts = `
  select reason, count(*) as people from outcome where $1::uuid is not null group by reason order by reason`;

/** What the run changes, for admins to read: before it does so, or instead. */
const deleteChanges = `delete from sync_change where organization_id = $1 and run_id = $2`;
const insertChanges = `
  insert into sync_change (organization_id, run_id, kind, member_id, member_email, lcvista_user_id, lcvista_email, reason)
  select $1::uuid, $2::uuid, 'ended', member_id, member_email, lcvista_user_id, lcvista_email, ended_reason
    from standing_mapping where ended_reason is not null
  union all
  select $1, $2, 'unflagged', member_id, member_email, lcvista_user_id, lcvista_email, flag
    from standing_mapping, unnest(flags) flag where ended_reason is null and not flag = any (new_flags)
  union all
  select $1, $2, 'flagged', member_id, member_email, lcvista_user_id, lcvista_email, flag
    from standing_mapping, unnest(new_flags) flag where ended_reason is null and not flag = any (flags)
  union all
  select $1, $2, 'mapped', member_id, member_email, id, email, null
    from outcome where reason is null`;

/** Computes what a complete reading changes. Nothing but temporary tables and the list of changes is written. */
@Injectable()
export class MappingPlanRepository {
  /** Fills the plan's tables, inside the transaction that will carry it out, or not. */
  async prepare(scope: TenantScope, roster: RosterKey): Promise<Plan> {
    await scope.query(planSettings);
    await scope.query(nextUserTable, [roster.runId, roster.epoch, roster.everyoneAssigned]);
    await scope.analyze('next_user');
    await scope.query(nextMemberTable);
    await scope.analyze('next_member');
    await scope.query(standingMappingTable);
    await scope.analyze('standing_mapping');
    await scope.query(outcomeTable);
    await scope.analyze('outcome');
    return this.count(scope);
  }

  /** Writes the changes down under the run, in place of those of an earlier attempt. */
  async recordChanges(scope: TenantScope, runId: string): Promise<void> {
    await scope.query(deleteChanges, [runId]);
    await scope.query(insertChanges, [runId]);
  }

  private async count(scope: TenantScope): Promise<Plan> {
    const [people] = await scope.query<PeopleCounts & { assignedBefore: number }>(selectPeopleCounts);
    const [mappings] = await scope.query<Pick<RunCounts, 'keptMapped' | 'ended'>>(selectMappingCounts);
    const outcomes = await scope.query<{ reason: string | null; people: number }>(selectOutcomeCounts);
    if (people === undefined || mappings === undefined) throw new Error('an aggregate without a row');
    const { assignedBefore, ...peopleCounts } = people;
    const unmapped = outcomes.flatMap(({ reason, people }) => (reason === null ? [] : [[reason, people] as const]));
    return {
      assignedBefore,
      counts: {
        ...peopleCounts,
        ...mappings,
        mapped: outcomes.find(({ reason }) => reason === null)?.people ?? 0,
        unmapped: unmapped.reduce((sum, [, people]) => sum + people, 0),
        unmappedByReason: Object.fromEntries(unmapped),
      },
    };
  }
}

type PeopleCounts = Pick<
  RunCounts,
  'people' | 'assigned' | 'newPeople' | 'changedPeople' | 'gonePeople' | 'unknownAssigned'
>;
