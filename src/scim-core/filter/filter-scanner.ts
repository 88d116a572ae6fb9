import { badRequest, type ScimError } from '../messages/scim-error.js';
import { isStorableText } from '../json/storable-text.js';

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
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Walks over the text of a filter or path. What a character means depends on the place, so the parser asks for it. */
export class FilterScanner {
  private at = 0;

  constructor(private readonly text: string) {}

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

  /** @throws ScimError 400 `invalidFilter` when no value comes next or its escapes are wrong */
  takeLiteral(): FilterLiteral {
    this.skipSpace();
    const quoted = this.take(QUOTED);
    if (quoted !== undefined) return { kind: 'string', text: unescape(quoted) };
    const bare = this.take(BARE);
    if (bare === undefined) throw this.error('a value is missing');
    return classify(bare);
  }

  /** The error for what stands here; positions count characters from one. */
  error(problem: string): ScimError {
    return badRequest('invalidFilter', `The filter is not valid: ${problem} at character ${this.at + 1}.`);
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

function classify(text: string): FilterLiteral {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return { kind: 'boolean', text, value: lower === 'true' };
  if (lower === 'null') return { kind: 'null', text };
  if (['and', 'or', 'not', 'pr'].includes(lower)) {
    throw badRequest('invalidFilter', `The filter is not valid: a value is missing before '${text}'.`);
  }
  if (NUMBER.test(text)) return { kind: 'number', text, value: Number(text) };
  return { kind: 'word', text };
}

function unescape(quoted: string): string {
  const text = parseQuoted(quoted);
  if (text === undefined || !isStorableText(text)) {
    throw badRequest('invalidFilter', 'The filter is not valid: a quoted value is not a JSON string.');
  }
  return text;
}

function parseQuoted(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
