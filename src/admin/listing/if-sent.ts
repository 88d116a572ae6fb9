import { ValidateIf } from 'class-validator';

/** The field may be left out; when it is sent it must be valid, and null is not the same as left out. */
export function IfSent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
