import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, Matches, ValidateBy } from 'class-validator';

const message = '$property must be an ISO 8601 instant with a time zone, such as 2027-01-05T00:00:00Z';

/** An instant as text: without a zone it would mean another moment on every machine. */
export function Instant(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: String, format: 'date-time' }),
    // Leap seconds and 99:99 have the form, and yet no computer has such a moment.
    ValidateBy({ name: 'isMoment', validator: { validate: isMoment } }, { message }),
    Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/, { message }),
    IsISO8601({ strict: true, strictSeparator: true }, { message }),
  );
}

/** Whether a computer knows the moment that a text names. */
export function isMoment(text: unknown): boolean {
  return typeof text === 'string' && !Number.isNaN(Date.parse(text));
}
