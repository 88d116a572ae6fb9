import { emailKey } from '../common/email-key.js';

/** A person whom an identity provider has verified: (issuer, subject) is who they are, the address only finds them. */
export interface SignedInPerson {
  readonly issuer: string;
  readonly subject: string;
  /** As the provider spelled it, trimmed. */
  readonly email: string;
  /** What addresses are compared by. */
  readonly emailKey: string;
  readonly displayName: string;
  /** The directory's own id of the person; null: not known. */
  readonly externalId: string | null;
}

/** Trims what was sent, and adds the key that the address is compared by. */
export function signedInPerson(sent: Omit<SignedInPerson, 'emailKey'>): SignedInPerson {
  return {
    ...sent,
    email: sent.email.trim(),
    emailKey: emailKey(sent.email) ?? '',
    displayName: sent.displayName.trim(),
  };
}
