import type { JsonValue } from '../json/json-value.js';
import type { AttributePatchPath } from '../path/patch-path.js';

/** One primitive change that every shape of PATCH operation comes down to: one attribute, one action. */
export interface AttributeEdit {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: AttributePatchPath;
  /** Undefined when the operation had no value. */
  readonly value: JsonValue | undefined;
}

/** What an operation came down to. */
export interface NormalizedOperation {
  readonly edits: readonly AttributeEdit[];
  /** Keys of a path-less value that no schema knows: nothing is done about them, but the log should say so. */
  readonly ignored: readonly string[];
}
