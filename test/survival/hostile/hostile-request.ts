/** Whose credential a request carries. */
export type CallerName =
  | 'platform'
  | 'admin'
  | 'viewer'
  | 'scim'
  | 'claim'
  | 'stagingClaim'
  | 'foreignAdmin'
  | 'foreignScim'
  | 'revoked'
  | 'expired'
  | 'forged'
  | 'nobody';

/** One request, in a form that says everything about it when it is printed. */
export interface HostileRequest {
  readonly method: string;
  /** As it goes into the request line. */
  readonly target: string;
  readonly caller: CallerName;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Text goes as UTF-8; null: no body. */
  readonly body: string | Uint8Array | null;
}

/** The bytes of a request whose framing is right, whatever is wrong with the rest. */
export function bytesOf(request: HostileRequest, token: string | null): Buffer {
  const { method, target, headers, body } = request;
  const content = body === null ? null : Buffer.from(body as Uint8Array);
  const lines = [`${method} ${target} HTTP/1.1`];
  if (!headers.some(([name]) => name.toLowerCase() === 'host')) lines.push('host: muster.test');
  if (token !== null) lines.push(`authorization: Bearer ${token}`);
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (content !== null) lines.push(`content-length: ${content.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
  return content === null ? head : Buffer.concat([head, content]);
}
