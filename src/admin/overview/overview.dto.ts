import { ApiProperty } from '@nestjs/swagger';
import { SyncRunAnswer } from '../sync-runs/sync-run.dto.js';

const figure = { type: 'integer', minimum: 0, example: 12 } as const;
const instant = { type: String, format: 'date-time', nullable: true, example: '2026-01-06T11:00:00.000Z' } as const;

/** How many members have which access. */
export class AccessCounts {
  @ApiProperty(figure)
  invited!: number;
  @ApiProperty(figure)
  enrolled!: number;
  @ApiProperty({ ...figure, description: 'Deactivated and deleted.' })
  removed!: number;
}

/** Of the invited and enrolled members. */
export class ComplianceCounts {
  @ApiProperty(figure)
  mapped!: number;
  @ApiProperty(figure)
  unmapped!: number;
}

/** How much was mapped at the end of a day's last sync. */
export class MappedShare {
  @ApiProperty({ format: 'date', example: '2026-01-06', description: "The organization's own date." })
  date!: string;

  @ApiProperty({ ...figure, description: 'Invited and enrolled members.' })
  activeMembers!: number;

  @ApiProperty(figure)
  mappedMembers!: number;

  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, nullable: true, example: 0.92, description: 'Null: nobody.' })
  share!: number | null;
}

/** How an organization stands. */
export class Overview {
  access!: AccessCounts;

  compliance!: ComplianceCounts;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { 'not-signed-in': 7, 'not-assigned': 2 },
    description: 'Invited and enrolled members without a mapping, by reason.',
  })
  reasons!: Record<string, number>;

  @ApiProperty({
    type: SyncRunAnswer,
    nullable: true,
    description: 'The newest run; a dry run only when there has been no other.',
  })
  lastRun!: SyncRunAnswer | null;

  @ApiProperty({ ...instant, description: 'Null: LCVista is not connected.' })
  nextRunAt!: Date | null;

  @ApiProperty({ ...instant, description: 'When the last good run ended.' })
  lastGoodRunAt!: Date | null;

  @ApiProperty({ example: false, description: 'Connected, and the last good run is older than 26 hours.' })
  stale!: boolean;

  @ApiProperty({ type: [MappedShare], description: 'The last 90 days that had a run, oldest first.' })
  mappedShare!: MappedShare[];
}
