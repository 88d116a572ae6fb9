import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** What every list takes. Lists with filters extend it. */
export class ListQuery {
  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: 200,
    default: 50,
    example: 50,
    description: 'Items of a page at most.',
  })
  // Digits only: `Number` would also read 1e2 and 0x10.
  @Transform(({ value }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /**
   * `nextCursor` of the page before. Pages stay whole while rows come and go; keep the filters and the sort unchanged.
   * @example WyJqYW5lIGRvZSJd
   */
  @IsOptional()
  @IsString()
  @MaxLength(4000)
  cursor?: string;
}
