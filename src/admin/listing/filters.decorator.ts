import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength, ValidateBy } from 'class-validator';
import { storableText } from '../../common/storable-text.js';
import { isMoment } from './instant.js';

/** Query parameter: a text to look for; blanks around it mean nothing, and an empty one is none. */
export const SearchText = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || undefined : value)),
    IsOptional(),
    IsString({ message: 'must be one text' }),
    Matches(storableText, { message: 'must not contain NUL characters or lone surrogates' }),
    MaxLength(200, { message: 'must have at most 200 characters' }),
  );

/** Query parameter: some of the allowed words, repeated (`?a=x&a=y`) or with commas (`?a=x,y`). */
export const SomeOf = (allowed: readonly string[]): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => wordsOf(value)),
    IsOptional(),
    ArrayMaxSize(50),
    IsIn(allowed, { each: true, message: `must be some of ${allowed.join(', ')}` }),
  );

/** Query parameter: one of the allowed words; blanks around it mean nothing, and an empty one is none. */
export const OneOf = (allowed: readonly string[]): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() || undefined : value)),
    IsOptional(),
    IsIn(allowed, { message: `must be one of ${allowed.join(', ')}` }),
  );

const instant = 'must be an instant in ISO 8601 with its zone, or a date, which begins in UTC';

/**
 * Query parameter: an instant in ISO 8601, or a date for its beginning in UTC. A time without a zone would mean another
 * moment on every machine, and ISO 8601 knows weeks and months too, which PostgreSQL does not.
 */
export const InstantFilter = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    IsISO8601({ strict: true, strictSeparator: true }, { message: instant }),
    Matches(/^[12]\d{3}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/, { message: instant }),
    ValidateBy({ name: 'isMoment', validator: { validate: isMoment } }, { message: instant }),
  );

function wordsOf(value: unknown): unknown {
  if (value === undefined) return undefined;
  return [value].flat().flatMap((part: unknown) => (typeof part === 'string' ? part.split(',') : [part]));
}
