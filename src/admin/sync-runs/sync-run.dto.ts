import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { changeKinds, type ChangeKind } from '../../lcvista/mapping/sync-change.js';
import { type SyncRunStatus, syncRunStatuses } from '../../lcvista/sync/sync-run.js';
import { IfSent } from '../listing/if-sent.js';
import { listAnswerOf } from '../listing/list-answer.dto.js';

const instant = { type: String, format: 'date-time', nullable: true } as const;
const figure = { type: 'integer', minimum: 0, example: 0 } as const;

/** What kind of run is asked for. */
export class RequestSyncRun {
  /**
   * Only tell what a run would change.
   * @example false
   */
  @IfSent()
  @IsBoolean()
  dryRun?: boolean;

  /**
   * Apply even when the assigned people shrank beyond the limit.
   * @example false
   */
  @IfSent()
  @IsBoolean()
  force?: boolean;
}

/** Why a run failed. */
export class SyncRunError {
  /** @example lcvista-unavailable */
  code!: string;

  /** What LCVista said, or what is wrong with the connection. */
  message!: string;
}

/** How far a run has read. */
export class SyncRunProgress {
  @ApiProperty({ ...figure, description: 'Rows read so far.' })
  peopleRead!: number;

  @ApiProperty({ ...figure, nullable: true, description: 'Rows in all; null: the site does not say.' })
  peopleTotal!: number | null;

  @ApiProperty({ ...figure, nullable: true, description: 'Estimate for the reading; null when it is not under way.' })
  secondsLeft!: number | null;
}

/** Figures of a complete reading and the plan that was made of it. */
export class SyncRunCounts {
  @ApiProperty({ ...figure, description: 'People on the site.' })
  people!: number;
  @ApiProperty({ ...figure, description: 'The assigned and active.' })
  assigned!: number;
  @ApiProperty(figure)
  newPeople!: number;
  @ApiProperty(figure)
  changedPeople!: number;
  @ApiProperty(figure)
  gonePeople!: number;
  @ApiProperty({ ...figure, description: 'Mappings that the run makes.' })
  mapped!: number;
  @ApiProperty({ ...figure, description: 'Mappings that stay.' })
  keptMapped!: number;
  @ApiProperty({ ...figure, description: 'Mappings that the run ends.' })
  ended!: number;
  @ApiProperty({ ...figure, description: 'Assigned and active without a mapping.' })
  unmapped!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: { 'no-member': 3 } })
  unmappedByReason!: Readonly<Record<string, number>>;
  @ApiProperty({ ...figure, description: 'Members of the groups who are not on the site; ignored.' })
  unknownAssigned!: number;
}

/** One reading of LCVista and the mapping that follows. */
export class SyncRunAnswer {
  @ApiProperty({ format: 'uuid', example: '7f0a1b34-3b52-4a63-9a38-8b1f8d7c2a10' })
  id!: string;

  @ApiProperty({ enum: ['schedule', 'manual'], example: 'manual' })
  trigger!: 'schedule' | 'manual';

  /** @example false */
  dryRun!: boolean;

  @ApiProperty({ enum: syncRunStatuses, example: 'succeeded' })
  status!: SyncRunStatus;

  @ApiProperty({ ...instant, example: '2026-01-06T11:00:00.412Z' })
  startedAt!: Date | null;

  @ApiProperty({ ...instant, example: '2026-01-06T11:00:09.118Z' })
  finishedAt!: Date | null;

  /** @example 1 */
  attempt!: number;

  @ApiProperty({ type: SyncRunError, nullable: true, example: null })
  error!: SyncRunError | null;

  progress!: SyncRunProgress;

  @ApiProperty({ type: SyncRunCounts, nullable: true, description: 'Null until everything is read.' })
  counts!: SyncRunCounts | null;
}

/** What a run changes, or would change. */
export class SyncChangeAnswer {
  @ApiProperty({ enum: changeKinds, example: 'mapped' })
  kind!: ChangeKind;

  @ApiProperty({ format: 'uuid', example: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01' })
  memberId!: string;

  @ApiProperty({ type: String, nullable: true, example: 'jane.doe@acme.com' })
  memberEmail!: string | null;

  /** @example 4711 */
  lcvistaUserId!: string;

  @ApiProperty({ type: String, nullable: true, example: 'jane.doe@acme.com' })
  lcvistaEmail!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Why it ends, or which flag it is.' })
  reason!: string | null;
}

/** Runs, newest first, in pages. */
export class SyncRunList extends listAnswerOf(SyncRunAnswer) {}
/** What a run changed, in pages. */
export class SyncChangeList extends listAnswerOf(SyncChangeAnswer) {}
