import type { Environment } from '../../common/environment.js';
import type { TokenScope } from '../caller.js';

/** A bearer token as administrators see it. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: TokenScope;
  /** With scope `claim`. */
  readonly environment: Environment | null;
  readonly prefix: string;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A token that is about to be replaced. */
export interface LockedToken extends Token {
  /** The end that it was made with; null: none. A rotation moves `expiresAt`, and not this. */
  readonly meantUntil: Date | null;
}

/** The one moment in which the secret itself is known. */
export interface NewToken extends Token {
  readonly token: string;
}

/** What is asked for. */
export interface TokenDraft {
  readonly name: string;
  readonly scope: TokenScope;
  /** With scope `claim`: the environment that it is bound to. */
  readonly environment: Environment | null;
  readonly expiresAt: Date | null;
}
