import { isStorableText } from '../common/storable-text.js';
import { idTokenInvalid } from './id-token-refusal.js';
import { emailNotVerified } from './read-sign-in.js';
import { type SignedInPerson, signedInPerson } from './signed-in-person.js';

/** The claims of a verified id token. */
export type IdTokenClaims = Readonly<Record<string, unknown>>;

const address = /^[^\s@]+@[^\s@]+$/;
const longest = { subject: 255, address: 320, name: 256, objectId: 255 };

/**
 * Who a verified id token is about. Entra leaves `email_verified` out, and the issuer is the firm's own, so only an
 * explicit no is refused; some providers write it as a text.
 *
 * @throws DomainError 403 `email-not-verified`; 401 `id-token-invalid` when there is no subject or no address
 */
export function personOfIdToken(claims: IdTokenClaims): SignedInPerson {
  const verified = claims['email_verified'];
  if (verified === false || verified === 'false') throw emailNotVerified();
  const subject = text(claims['sub'], longest.subject);
  const issuer = text(claims['iss'], 512);
  if (subject === null || issuer === null) throw idTokenInvalid('malformed');
  const email = addressOf(claims['email']) ?? addressOf(claims['preferred_username']);
  if (email === null) throw idTokenInvalid('no-address');
  const displayName = text(claims['name'], longest.name) ?? email;
  return signedInPerson({ issuer, subject, email, displayName, externalId: text(claims['oid'], longest.objectId) });
}

function addressOf(claim: unknown): string | null {
  const value = text(claim, longest.address)?.trim() ?? '';
  return address.test(value) ? value : null;
}

/** A claim that says something and can be stored; whatever else it is counts as left out. */
function text(claim: unknown, most: number): string | null {
  if (typeof claim !== 'string' || claim.trim() === '' || claim.length > most) return null;
  return isStorableText(claim) ? claim : null;
}
