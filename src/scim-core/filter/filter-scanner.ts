import { badRequest, type ScimError } from '../messages/scim-error.js';
import { isStorableText } from '../../common/storable-text.js';

/** A value as written: JSON text, or a word without quotes as Entra's documentation shows it. */
export type FilterLiteral =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  | { readonly kind: 'boolean'; readonly text: string; readonly value: boolean }
  | { readonly kind: 'null'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string };

const SPACE = /\s*/y;
const ATTRIBUTE_PATH = /[A-Za-z$][\w$:.-]*/y;
const WORD = /[A-Za-z]+/y;
const QUOTED = /"(?:[^"\\]|\\.)*"/sy;
const BARE = /[^\s"()[\]\\]+/y;
/** What may stand without quotes; a text in the wrong kind of quotes, for one, is no word. */
const BARE_WORD = /^[\p{L}\p{M}\p{N}._@:+-]+$/u;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Walks over the text of a filter or path. What a character means depends on the place, so the parser asks for it. */
export class FilterScanner {
  private at = 0;

  /**
   * @param text what is read
   * @param subject what it is, for the errors: the filter of a query, or the path of a PATCH operation
   */
  constructor(
    private readonly text: string,
    private readonly subject: 'filter' | 'path',
  ) {}

  get atEnd(): boolean {
    this.skipSpace();
    return this.at >= this.text.length;
  }

  /** Takes the character if it comes next, blanks skipped. */
  takeCharacter(character: string): boolean {
    this.skipSpace();
    return this.takeCharacterHere(character);
  }

  /** Takes the character if it comes next without a blank before it. */
  takeCharacterHere(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  /** Takes a keyword in any case if it comes next as a whole word. */
  takeKeyword(keyword: string): boolean {
    this.skipSpace();
    const word = this.peek(WORD);
    const next = this.text[this.at + (word?.length ?? 0)] ?? ' ';
    if (word?.toLowerCase() !== keyword || /[\w$:.-]/.test(next)) return false;
    this.at += word.length;
    return true;
  }

  /** @returns an attribute path as written, or undefined when none comes next */
  takeAttributePath(): string | undefined {
    this.skipSpace();
    return this.take(ATTRIBUTE_PATH);
  }

  /** @returns an operator in lower case, or undefined when no letters come next */
  takeOperator(): string | undefined {
    this.skipSpace();
    return this.take(WORD)?.toLowerCase();
  }

  /** @throws ScimError 400 when no value comes next or its escapes are wrong */
  takeLiteral(): FilterLiteral {
    this.skipSpace();
    const quoted = this.peek(QUOTED);
    const literal = quoted === undefined ? classify(this.peek(BARE)) : readQuoted(quoted);
    if (literal === undefined) throw this.error('a value is missing or does not stand in double quotes');
    this.at += quoted?.length ?? literal.text.length;
    return literal;
  }

  /** The error for what stands here (`invalidFilter`, `invalidPath`); positions count characters from one. */
  error(problem: string): ScimError {
    const scimType = this.subject === 'path' ? 'invalidPath' : 'invalidFilter';
    return badRequest(scimType, `The ${this.subject} is not valid: ${problem} at character ${this.at + 1}.`);
  }

  /** The error for a name that no schema has (`invalidFilter`, `noTarget`); it tells the administrator which one. */
  unknownAttribute(name: string): ScimError {
    const scimType = this.subject === 'path' ? 'noTarget' : 'invalidFilter';
    return badRequest(scimType, `There is no attribute '${name.slice(0, 200)}', which the ${this.subject} names.`);
  }

  private skipSpace(): void {
    this.take(SPACE);
  }

  private take(pattern: RegExp): string | undefined {
    const found = this.peek(pattern);
    this.at += found?.length ?? 0;
    return found;
  }

  private peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }
}

/** Words that cannot be values: in `userName eq and …` the value is missing. */
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'pr']);

function classify(text: string | undefined): FilterLiteral | undefined {
  const lower = text?.toLowerCase();
  if (text === undefined || lower === undefined || KEYWORDS.has(lower) || !isStorableText(text)) return undefined;
  if (lower === 'true' || lower === 'false') return { kind: 'boolean', text, value: lower === 'true' };
  if (lower === 'null') return { kind: 'null', text };
  if (NUMBER.test(text)) return { kind: 'number', text, value: Number(text) };
  return BARE_WORD.test(text) ? { kind: 'word', text } : undefined;
}

function readQuoted(quoted: string): FilterLiteral | undefined {
  try {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' && isStorableText(text) ? { kind: 'string', text } : undefined;
  } catch {
    return undefined;
  }
}
