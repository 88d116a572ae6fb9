import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MaxLength } from 'class-validator';
import { storableText } from '../common/storable-text.js';

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
    Matches(storableText, { message: 'must not contain NUL characters or lone surrogates' }),
  );
