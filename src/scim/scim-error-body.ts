/** What the HTTP floor already knows of a refusal. */
interface Refusal {
  readonly status: number;
  readonly detail: string;
}

/** The SCIM form of an error (RFC 7644 §3.12): `status` is text there. */
export function scimErrorOf(error: unknown, refusal: Refusal | null): { status: number; body: object } {
  const scimType: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'scimType') : undefined;
  const status = refusal?.status ?? 500;
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(typeof scimType === 'string' ? { scimType } : {}),
    detail: refusal?.detail ?? 'Something went wrong on our side.',
  };
  return { status, body };
}
