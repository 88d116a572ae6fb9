import { OauthError } from './oauth-error.js';

/** How a client says who it is. */
export type ClientProof =
  | { readonly kind: 'secret'; readonly clientId: string; readonly secret: string; readonly usedBasic: boolean }
  /** `clientId` is what the request calls its client: one of ours, or the issuer's own name for it; null: nothing readable. */
  | { readonly kind: 'assertion'; readonly assertion: string; readonly clientId: string | null };

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const longestForm = 65_536;
const readable = /^[\x21-\x7e]{1,200}$/;

/**
 * Reads a request for a token: the client credentials grant (RFC 6749 section 4.4) with the client's secret in HTTP Basic
 * or in the form, or with an assertion that somebody else signed (RFC 7523). Unknown fields, `scope` among them, are
 * ignored: Entra's test harness sends some.
 *
 * @param authorization the `Authorization` header
 * @param form the body as it came; undefined when it was no form
 * @throws OauthError
 */
export function readTokenRequest(authorization: string | undefined, form: string | undefined): ClientProof {
  const fields = readForm(form);
  const grant = fields.get('grant_type');
  if (grant === undefined) throw new OauthError('invalid_request', 'grant_type is missing.');
  if (grant !== 'client_credentials') {
    throw new OauthError('unsupported_grant_type', 'grant_type must be client_credentials.');
  }
  const basic = readBasic(authorization);
  const secret = fields.get('client_secret');
  const assertion = fields.get('client_assertion');
  if ([basic, secret, assertion].filter((proof) => proof !== undefined && proof !== null).length > 1) {
    throw new OauthError('invalid_request', 'Only one way to authenticate the client may be used.');
  }
  if (basic !== null) return basic;
  if (assertion !== undefined) return readAssertion(assertion, fields);
  return secretProof(fields.get('client_id') ?? '', secret ?? '', false);
}

function readForm(form: string | undefined): Map<string, string> {
  if (form === undefined || form.length > longestForm) {
    throw new OauthError('invalid_request', 'The body must be a form (application/x-www-form-urlencoded).');
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(form)) {
    if (fields.has(name)) throw new OauthError('invalid_request', 'A parameter is there more than once.');
    // RFC 6749 section 3.2: without a value counts as left out.
    if (value !== '') fields.set(name, value);
  }
  return fields;
}

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function readBasic(authorization: string | undefined): ClientProof | null {
  const encoded = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) {
    if (authorization === undefined) return null;
    throw new OauthError('invalid_client', 'The Authorization header is not HTTP Basic.', true);
  }
  const [, clientId = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return secretProof(formDecoded(clientId), formDecoded(secret), true);
}

function readAssertion(assertion: string, fields: ReadonlyMap<string, string>): ClientProof {
  if (fields.get('client_assertion_type') !== assertionType) {
    throw new OauthError('invalid_request', `client_assertion_type must be ${assertionType}.`);
  }
  const clientId = fields.get('client_id') ?? '';
  return { kind: 'assertion', assertion, clientId: readable.test(clientId) ? clientId : null };
}

function secretProof(clientId: string, secret: string, usedBasic: boolean): ClientProof {
  if (!readable.test(clientId) || !readable.test(secret)) {
    throw new OauthError('invalid_client', 'The client must authenticate with its id and secret.', usedBasic);
  }
  return { kind: 'secret', clientId, secret, usedBasic };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
