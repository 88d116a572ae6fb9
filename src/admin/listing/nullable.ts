import { ValidateIf } from 'class-validator';

/** The field may be left out or be null; anything else must be valid. */
export function Nullable(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null);
}
