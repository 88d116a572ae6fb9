import type { NewToken, Token } from '../../credentials/tokens/token.js';
import type { InstallationTokenAnswer, NewInstallationTokenAnswer, NewTokenAnswer, TokenAnswer } from './token.dto.js';

type Shown = Pick<Token, 'id' | 'name' | 'scope' | 'prefix' | 'expiresAt' | 'createdAt' | 'lastUsedAt'>;

/** What is shown of an organization's token. */
export function tokenAnswer(token: Token): TokenAnswer {
  return shown(token);
}

/** The same with the secret: right after it was made, and never again. */
export function newTokenAnswer(made: NewToken): NewTokenAnswer {
  return { ...shown(made), token: made.token };
}

/** What is shown of a platform or claim token. */
export function installationTokenAnswer(token: Token): InstallationTokenAnswer {
  return { ...shown(token), environment: token.environment };
}

/** The same with the secret. */
export function newInstallationTokenAnswer(made: NewToken): NewInstallationTokenAnswer {
  return { ...shown(made), environment: made.environment, token: made.token };
}

function shown({ id, name, scope, prefix, expiresAt, createdAt, lastUsedAt }: Token): Shown {
  return { id, name, scope, prefix, expiresAt, createdAt, lastUsedAt };
}
