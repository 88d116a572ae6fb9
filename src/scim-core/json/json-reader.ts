import { badRequest, type ScimError } from '../messages/scim-error.js';
import type { JsonObject, JsonValue } from './json-value.js';
import { requireStorableText } from './require-storable-text.js';

const MAX_DEPTH = 50;
/** Strings that are exactly what stands between their quotes, which nearly all are. */
const PLAIN_STRING = /"[^"\\\p{Cc}\p{Cs}]*"/uy;
const WORD = /true|false|null/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };

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
    switch (this.text[this.at]) {
      case '{':
        return this.readObject(depth);
      case '[':
        return this.readArray(depth);
      case '"':
        return this.readString();
      default:
        return this.readWordOrNumber();
    }
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
      claimKey(seen, key);
      put(object, key, this.readValue(depth + 1));
    } while (this.skip(','));
    if (!this.skip('}')) throw this.unexpected();
    return object;
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
    const plain = this.take(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    const value = unquote(this.text.slice(this.at, this.endOfString()));
    if (value === undefined) throw this.unexpected();
    requireStorableText(value, 'The request body');
    this.at = this.endOfString();
    return value;
  }

  /** The position behind the closing quote. */
  private endOfString(): number {
    let end = this.text.indexOf('"', this.at + 1);
    while (end !== -1 && this.isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end === -1) throw this.unexpected();
    return end + 1;
  }

  /** A quote is escaped when an odd number of backslashes stands before it. */
  private isEscaped(quote: number): boolean {
    let before = quote - 1;
    while (this.text[before] === '\\') before -= 1;
    return (quote - before) % 2 === 0;
  }

  private readWordOrNumber(): JsonValue {
    const word = this.take(WORD);
    if (word !== undefined) return WORDS[word] ?? null;
    const digits = this.take(NUMBER);
    const value = Number(digits);
    if (!Number.isFinite(value)) throw this.unexpected();
    return value;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private skip(character: string): boolean {
    this.skipWhitespace();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipWhitespace(): void {
    let unit = this.text.charCodeAt(this.at);
    while (unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09) {
      this.at += 1;
      unit = this.text.charCodeAt(this.at);
    }
  }

  private unexpected(): ScimError {
    const where = this.at < this.text.length ? `at character ${this.at + 1}` : 'at its end';
    return badRequest('invalidSyntax', `The request body is not valid JSON (${where}).`);
  }
}

function claimKey(seen: Set<string>, key: string): void {
  const name = key.toLowerCase();
  if (seen.has(name)) {
    throw badRequest('invalidSyntax', `The request body has the attribute '${key.slice(0, 200)}' twice in one object.`);
  }
  seen.add(name);
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
