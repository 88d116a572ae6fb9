import { DomainError } from '../../common/domain-error.js';

/** @param kind `not-found` when the connection itself was asked for, `conflict` when something needs it */
export function notConnected(kind: 'not-found' | 'conflict'): DomainError {
  return new DomainError(kind, 'lcvista-not-connected', 'The organization has no LCVista connection.');
}
