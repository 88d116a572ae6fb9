import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { DomainError, type FieldError } from '../common/domain-error.js';

/** Bodies and queries are what their DTO says, or a 400 that names every field. No silent conversion of types. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => {
      const fields = errors.flatMap((error) => fieldErrors(error, ''));
      const detail = fields.map(({ field, message }) => `${field} ${message}`).join('; ');
      return new DomainError('invalid', 'validation-failed', detail.slice(0, 1_000), { errors: fields });
    },
  });
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: messageOf(rule, message, error),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** Of what is not there at all the rules know nothing to say. */
function messageOf(rule: string, message: string, { property, value }: ValidationError): string {
  if (rule === 'whitelistValidation') return 'is not a known field';
  return value === undefined && rule !== 'unknownValue' ? 'is required' : withoutField(message, property);
}

/** The library begins each message with the property's name, which `field` says already. */
function withoutField(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
