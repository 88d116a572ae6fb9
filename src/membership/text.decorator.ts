import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';

/** NUL, which PostgreSQL refuses, and halves of characters, which no encoding can carry. */
const storable = /^[^\0\p{Surrogate}]*$/u;

/**
 * DTO field: a text that says something and can be stored.
 *
 * @param most the greatest length, in UTF-16 code units
 */
export const Text = (most: number): PropertyDecorator =>
  applyDecorators(
    // Checked in this order.
    IsString({ message: 'must be a text' }),
    MaxLength(most, { message: `must have at most ${most} characters` }),
    Matches(/\S/, { message: 'must not be empty' }),
    Matches(storable, { message: 'must not contain NUL characters or lone surrogates' }),
  );
