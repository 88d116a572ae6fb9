import { badRequest } from '../messages/scim-error.js';
import type { ResourceType } from '../schema/resource-type.js';
import type { Filter } from './filter.js';
import { FilterParser, type UnknownAttribute } from './filter-parser.js';
import { FilterScanner } from './filter-scanner.js';
import { resourceScope } from './filter-scope.js';

const MAX_LENGTH = 10_240;

/**
 * Reads a filter over one resource type.
 *
 * @param text the filter, decoded
 * @param type the resource type whose attributes it may name
 * @param unknown `absent` in a search over several types: a condition on another type's attribute finds no value
 * @returns the tree, with attributes resolved and values typed
 * @throws ScimError 400 `invalidFilter` for everything that is not a filter over these attributes
 */
export function parseFilter(text: string, type: ResourceType, unknown: UnknownAttribute = 'reject'): Filter {
  if (text.length > MAX_LENGTH) {
    throw badRequest('invalidFilter', `The filter is longer than ${MAX_LENGTH} characters.`);
  }
  const scanner = new FilterScanner(text, 'filter');
  const filter = new FilterParser(scanner, unknown).parseOr(resourceScope(type));
  if (!scanner.atEnd) throw scanner.error('something is left over');
  return filter;
}
