import { DomainError, invalidField } from '../common/domain-error.js';
import { type SignedInPerson, signedInPerson } from './signed-in-person.js';

/** What the login flow sends, of the right types but not yet of one of the two forms. */
export interface SentSignIn {
  readonly issuer?: string;
  readonly subject?: string;
  readonly email?: string;
  /** Anything but `true` is a no: many providers leave it out. */
  readonly emailVerified?: unknown;
  readonly displayName?: string;
  readonly externalId?: string | null;
  readonly idToken?: string;
  readonly organization?: string | null;
}

/** Either the person, as the login flow verified them, or an id token that is still to be verified. */
export type SignIn =
  | { readonly person: SignedInPerson; readonly organization: string | null }
  | { readonly idToken: string; readonly organization: string };

const replacedByIdToken = ['issuer', 'subject', 'email', 'emailVerified', 'displayName', 'externalId'] as const;

/**
 * Tells the two forms of a claim apart; they do not mix, so that nothing unverified slips in beside an id token.
 *
 * @throws DomainError 400 naming the field that is missing or too much, 403 `email-not-verified`
 */
export function readSignIn(sent: SentSignIn): SignIn {
  const organization = sent.organization ?? null;
  if (sent.idToken !== undefined) {
    const extra = replacedByIdToken.find((field) => (sent[field] ?? null) !== null);
    if (extra !== undefined) throw invalidField(extra, 'must not be given together with idToken');
    if (organization === null) throw invalidField('organization', 'is required with idToken');
    return { idToken: sent.idToken, organization };
  }
  const person = signedInPerson({
    issuer: required('issuer', sent.issuer),
    subject: required('subject', sent.subject),
    email: required('email', sent.email),
    displayName: required('displayName', sent.displayName),
    externalId: sent.externalId ?? null,
  });
  if (sent.emailVerified !== true) throw emailNotVerified();
  return { person, organization };
}

/** A 403: an address that nobody verified proves nothing. */
export function emailNotVerified(): DomainError {
  return new DomainError('forbidden', 'email-not-verified', 'The identity provider has not verified the address.');
}

function required(field: string, value: string | undefined): string {
  if (value === undefined) throw invalidField(field, 'is required unless idToken is given');
  return value;
}
