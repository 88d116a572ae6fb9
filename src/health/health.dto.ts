import { ApiProperty } from '@nestjs/swagger';

/** The process runs; nothing is said of what it needs. */
export class Liveness {
  @ApiProperty({ enum: ['ok'], example: 'ok' })
  status!: 'ok';
}

/** What one part of the service says of itself. */
export class ReadinessCheck {
  ok!: boolean;

  /** @example answers */
  detail!: string;
}

/** What a process needs to do its work. */
export class ReadinessChecks {
  database!: ReadinessCheck;
  migrations!: ReadinessCheck;
  jobQueue!: ReadinessCheck;
  process?: ReadinessCheck;
}

/** Whether requests should come to this process, and why not. */
export class Readiness {
  @ApiProperty({ enum: ['ok', 'unavailable'], example: 'ok' })
  status!: 'ok' | 'unavailable';

  checks!: ReadinessChecks;
}
