import type { ComparisonOperator, Filter, FilterTarget } from './filter.js';
import { joinFilters } from './filter.js';
import type { FilterScanner } from './filter-scanner.js';
import { comparedTarget, type FilterScope } from './filter-scope.js';
import { readFilterValue } from './filter-value.js';

const MAX_DEPTH = 50;
const OPERATORS: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);

/** What a condition on an attribute that this resource type does not have amounts to. */
export type UnknownAttribute = 'reject' | 'absent';

/**
 * Reads the grammar of RFC 7644 section 3.4.2.2 by recursive descent: grouping binds tightest, then `not`, then `and`,
 * then `or`. Nesting is limited so that no filter can exhaust the stack.
 */
export class FilterParser {
  private depth = 0;

  constructor(
    private readonly scanner: FilterScanner,
    private readonly unknown: UnknownAttribute = 'reject',
  ) {}

  parseOr(scope: FilterScope): Filter {
    const filters = [this.parseAnd(scope)];
    while (this.scanner.takeKeyword('or')) filters.push(this.parseAnd(scope));
    return joinFilters('or', filters);
  }

  private parseAnd(scope: FilterScope): Filter {
    const filters = [this.parseFactor(scope)];
    while (this.scanner.takeKeyword('and')) filters.push(this.parseFactor(scope));
    return joinFilters('and', filters);
  }

  private parseFactor(scope: FilterScope): Filter {
    if (this.scanner.takeCharacter('(')) return this.parseNested(scope, ')');
    if (this.scanner.takeKeyword('not')) {
      if (!this.scanner.takeCharacter('(')) throw this.scanner.error("'(' is missing after 'not'");
      return { kind: 'not', filter: this.parseNested(scope, ')') };
    }
    return this.parseCondition(scope);
  }

  private parseNested(scope: FilterScope, closing: string): Filter {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.scanner.error(`it is nested deeper than ${MAX_DEPTH} levels`);
    const filter = this.parseOr(scope);
    if (!this.scanner.takeCharacter(closing)) throw this.scanner.error(`'${closing}' is missing`);
    this.depth -= 1;
    return filter;
  }

  private parseCondition(scope: FilterScope): Filter {
    const path = this.scanner.takeAttributePath();
    if (path === undefined) throw this.scanner.error('an attribute name is missing');
    const target = scope.resolve(path);
    if (target === undefined) return this.parseUnknown(path);
    if (this.scanner.takeCharacter('[')) return this.parseBracket(scope, target);
    return this.parseComparison(target);
  }

  private parseBracket(scope: FilterScope, target: FilterTarget): Filter {
    const inside = scope.inside(target);
    if (inside === undefined) throw this.scanner.error(`'${target.name}' has no sub-attributes to filter by`);
    const filter = this.parseNested(inside, ']');
    if (!this.scanner.takeCharacterHere('.')) return { kind: 'element', target, filter };
    const name = this.scanner.takeAttributePath() ?? '';
    const sub = inside.resolve(name);
    if (sub === undefined) throw this.scanner.unknownAttribute(`${target.name}.${name}`);
    return aboutElement(target, filter, this.parseComparison(sub));
  }

  private parseComparison(target: FilterTarget): Filter {
    const operator = this.takeOperator();
    if (operator === 'pr') return { kind: 'present', target };
    const literal = this.scanner.takeLiteral();
    if (literal.kind === 'null') return this.compareWithNull(target, operator);
    const compared = comparedTarget(target);
    if (compared === undefined) throw this.scanner.error(`'${target.name}' can only be tested with 'pr'`);
    const value = readFilterValue(compared, operator, literal);
    const written = value.type === 'string' || value.type === 'dateTime' ? literal.text : value.value;
    return { kind: 'compare', target: compared, operator, value, written };
  }

  private takeOperator(): ComparisonOperator | 'pr' {
    const operator = this.scanner.takeOperator();
    if (operator === 'pr' || isOperator(operator)) return operator;
    throw this.scanner.error(operator === undefined ? 'an operator is missing' : `'${operator}' is not an operator`);
  }

  /** Null means unassigned (RFC 7643 section 2.5), so comparing with it asks for presence. */
  private compareWithNull(target: FilterTarget, operator: ComparisonOperator): Filter {
    if (operator === 'eq') return { kind: 'not', filter: { kind: 'present', target } };
    if (operator === 'ne') return { kind: 'present', target };
    throw this.scanner.error(`null cannot be compared with '${operator}'`);
  }

  /** In a search over several types an attribute of another type has no value here (RFC 7644 section 3.4.2.1). */
  private parseUnknown(path: string): Filter {
    const known = this.unknown === 'absent' && !this.scanner.takeCharacter('[');
    if (!known) throw this.scanner.unknownAttribute(path);
    const operator = this.takeOperator();
    if (operator === 'pr') return { kind: 'constant', value: false };
    const isNull = this.scanner.takeLiteral().kind === 'null';
    return { kind: 'constant', value: isNull ? operator === 'eq' : operator === 'ne' };
  }
}

function isOperator(word: string | undefined): word is ComparisonOperator {
  return word !== undefined && OPERATORS.has(word);
}

/**
 * Entra's `emails[type eq "work"].value eq "x"`: some element fulfils the bracket and the comparison. The comparisons
 * that hold for absent values also hold when no element fulfils the bracket.
 */
function aboutElement(target: FilterTarget, bracket: Filter, comparison: Filter): Filter {
  if (comparison.kind === 'not') {
    const present = joinFilters('and', [bracket, comparison.filter]);
    return { kind: 'not', filter: { kind: 'element', target, filter: present } };
  }
  const both: Filter = { kind: 'element', target, filter: joinFilters('and', [bracket, comparison]) };
  if (comparison.kind !== 'compare' || comparison.operator !== 'ne') return both;
  return joinFilters('or', [both, { kind: 'not', filter: { kind: 'element', target, filter: bracket } }]);
}
