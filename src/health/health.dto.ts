import { ApiProperty } from '@nestjs/swagger';

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

export class ReadinessChecks {
  database!: ReadinessCheck;
  migrations!: ReadinessCheck;
  jobQueue!: ReadinessCheck;
}

export class Readiness {
  @ApiProperty({ enum: ['ok', 'unavailable'], example: 'ok' })
  status!: 'ok' | 'unavailable';

  checks!: ReadinessChecks;
}
