import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

/** A name or a reason that a person can read: not blank, on one line, not endless. */
export function ReadableText(longest = 200): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ minLength: 1, maxLength: longest }),
    // Checked in this order.
    IsString(),
    MaxLength(longest),
    Matches(/\S/, { message: '$property must not be blank' }),
    Matches(/^[^\p{Cc}]*$/u, { message: '$property must not contain control characters' }),
  );
}
