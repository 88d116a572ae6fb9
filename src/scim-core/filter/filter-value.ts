import { compareKey } from '../../common/compare-key.js';
import { badRequest, type ScimError } from '../messages/scim-error.js';
import type { AttributeDefinition } from '../schema/attribute-definition.js';
import type { ComparisonOperator, FilterTarget, FilterValue } from './filter.js';
import type { FilterLiteral } from './filter-scanner.js';
import { toInstant } from './instant.js';

const ORDERING: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);
const SUBSTRING: ReadonlySet<string> = new Set(['co', 'sw', 'ew']);

/**
 * Turns a written value into the type of the attribute it is compared with. Entra writes booleans as strings
 * (`"True"`), and its documentation leaves the quotes of an `eq` value out.
 *
 * @throws ScimError 400 `invalidFilter` when the attribute cannot be compared in that way or with that value
 */
export function readFilterValue(
  target: FilterTarget,
  operator: ComparisonOperator,
  literal: FilterLiteral,
): FilterValue {
  switch (target.attribute.type) {
    case 'boolean':
      return readBoolean(target, operator, literal);
    case 'dateTime':
      return readInstant(target, operator, literal);
    case 'integer':
    case 'decimal':
      return readNumber(target, operator, literal);
    default:
      return readString(target, operator, literal);
  }
}

/** A stored or written text as it is compared: as it stands, or as a key that ignores case. */
export function comparable(attribute: AttributeDefinition, text: string): string {
  return attribute.caseExact ? text : compareKey(text);
}

function readBoolean(target: FilterTarget, operator: ComparisonOperator, literal: FilterLiteral): FilterValue {
  if (operator !== 'eq' && operator !== 'ne') throw unsupported(target, operator);
  const text = literal.text.toLowerCase();
  if (text !== 'true' && text !== 'false') throw mismatch(target, 'true or false');
  return { type: 'boolean', value: text === 'true' };
}

function readInstant(target: FilterTarget, operator: ComparisonOperator, literal: FilterLiteral): FilterValue {
  if (SUBSTRING.has(operator)) throw unsupported(target, operator);
  const instant = toInstant(literal.text);
  if (instant === undefined) throw mismatch(target, 'a date and time such as 2026-01-31T12:00:00Z');
  return { type: 'dateTime', value: instant };
}

function readNumber(target: FilterTarget, operator: ComparisonOperator, literal: FilterLiteral): FilterValue {
  if (SUBSTRING.has(operator)) throw unsupported(target, operator);
  if (literal.kind !== 'number') throw mismatch(target, 'a number');
  return { type: 'number', value: literal.value };
}

function readString(target: FilterTarget, operator: ComparisonOperator, literal: FilterLiteral): FilterValue {
  if (target.attribute.type === 'binary' && ORDERING.has(operator)) throw unsupported(target, operator);
  if (literal.kind !== 'string' && operator !== 'eq') throw mismatch(target, 'a value in double quotes');
  return { type: 'string', value: comparable(target.attribute, literal.text) };
}

function unsupported(target: FilterTarget, operator: string): ScimError {
  return badRequest('invalidFilter', `The operator '${operator}' cannot be used with '${target.name}'.`);
}

function mismatch(target: FilterTarget, expected: string): ScimError {
  return badRequest('invalidFilter', `'${target.name}' can only be compared with ${expected}.`);
}
