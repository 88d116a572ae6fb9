import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** What every list takes. Lists with filters extend it. */
export class ListQuery {
  /**
   * Items of a page at most.
   * @example 50
   */
  @Type(() => Number)
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
