import { badRequest, type ScimError } from '../messages/scim-error.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { requireStorableText } from './storable-text.js';

const MAX_DEPTH = 50;
const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** One pass over one JSON text (RFC 8259), with the limits that `parseJson` promises. */
export class JsonReader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): JsonValue {
    const value = this.readValue(1);
    this.skipWhitespace();
    if (this.at < this.text.length) throw this.unexpected();
    return value;
  }

  private readValue(depth: number): JsonValue {
    if (depth > MAX_DEPTH) {
      throw badRequest('invalidSyntax', `The request body is nested deeper than ${MAX_DEPTH} levels.`);
    }
    this.skipWhitespace();
    const first = this.text[this.at];
    if (first === '{') return this.readObject(depth);
    if (first === '[') return this.readArray(depth);
    if (first === '"') return this.readString();
    return this.readWordOrNumber();
  }

  private readObject(depth: number): JsonObject {
    const object: JsonObject = {};
    const seen = new Set<string>();
    this.at += 1;
    if (this.skip('}')) return object;
    do {
      this.skipWhitespace();
      if (this.text[this.at] !== '"') throw this.unexpected();
      const key = this.readString();
      if (!this.skip(':')) throw this.unexpected();
      this.claimKey(seen, key);
      put(object, key, this.readValue(depth + 1));
    } while (this.skip(','));
    if (!this.skip('}')) throw this.unexpected();
    return object;
  }

  private claimKey(seen: Set<string>, key: string): void {
    const name = key.toLowerCase();
    if (seen.has(name)) {
      throw badRequest(
        'invalidSyntax',
        `The request body has the attribute '${key.slice(0, 200)}' twice in one object.`,
      );
    }
    seen.add(name);
  }

  private readArray(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.at += 1;
    if (this.skip(']')) return items;
    do items.push(this.readValue(depth + 1));
    while (this.skip(','));
    if (!this.skip(']')) throw this.unexpected();
    return items;
  }

  private readString(): string {
    const start = this.at;
    let end = this.text.indexOf('"', start + 1);
    while (end !== -1 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end === -1) throw this.unexpected();
    this.at = end + 1;
    const value = unquote(this.text.slice(start, end + 1));
    if (value === undefined) {
      this.at = start;
      throw this.unexpected();
    }
    requireStorableText(value, 'The request body');
    return value;
  }

  /** A quote is escaped when an odd number of backslashes stands before it. */
  private isEscaped(quote: number): boolean {
    let before = quote - 1;
    while (this.text[before] === '\\') before -= 1;
    return (quote - before) % 2 === 0;
  }

  private readWordOrNumber(): JsonValue {
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.at;
    const digits = NUMBER.exec(this.text)?.[0];
    const value = Number(digits);
    if (digits === undefined || !Number.isFinite(value)) throw this.unexpected();
    this.at += digits.length;
    return value;
  }

  private skip(character: string): boolean {
    this.skipWhitespace();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipWhitespace(): void {
    WHITESPACE.lastIndex = this.at;
    WHITESPACE.exec(this.text);
    this.at = WHITESPACE.lastIndex;
  }

  private unexpected(): ScimError {
    const where = this.at < this.text.length ? `at character ${this.at + 1}` : 'at its end';
    return badRequest('invalidSyntax', `The request body is not valid JSON (${where}).`);
  }
}

/** Plain assignment to `__proto__` would change the prototype instead of adding a key. */
function put(object: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

function unquote(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
