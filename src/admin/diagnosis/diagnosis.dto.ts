import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

const diagnosisSteps = [
  'in-directory',
  'signed-in',
  'in-lcvista',
  'assigned',
  'emails-identical',
  'unique',
  'mapped',
] as const;

const verdicts = ['mapped', 'maps-at-next-sync', 'blocked'] as const;

/** One link of the chain from the directory to the mapping. */
export class DiagnosisStep {
  @ApiProperty({ enum: diagnosisSteps, example: 'in-directory' })
  step!: (typeof diagnosisSteps)[number];

  ok!: boolean;

  /** @example "jane.doe@acme.com was provisioned by the directory." */
  detail!: string;
}

/** Why one employee is mapped or not. */
export class Diagnosis {
  /** @example jane.doe@acme.com */
  email!: string;

  @ApiProperty({ enum: verdicts, example: 'maps-at-next-sync' })
  verdict!: (typeof verdicts)[number];

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-06T11:00:00.000Z' })
  nextSyncAt!: Date | null;

  @ApiProperty({ type: [DiagnosisStep], description: 'The chain in order; the first that is not ok is the cause.' })
  steps!: DiagnosisStep[];

  @ApiProperty({ type: [String], description: 'What to do, and when it takes effect.', example: [] })
  advice!: string[];
}

/** Whose case it is, by the address that the caller knows. */
export class DiagnosisQuery {
  @ApiProperty({ maxLength: 320, example: 'jane.doe@acme.com', description: 'The address of the employee.' })
  @IsString({ message: 'must be one e-mail address' })
  @MaxLength(320, { message: 'must have at most 320 characters' })
  @Matches(/^[^\0\p{Cs}]*$/u, { message: 'must be an e-mail address' })
  @Matches(/\S/, { message: 'must be an e-mail address' })
  email!: string;
}
