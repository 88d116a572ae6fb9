/** What a SCIM call is answered with; the controller only sends it. */
export interface ScimAnswer {
  readonly status: number;
  /** An object, or its JSON; left out with 204 and 304. */
  readonly body?: object | string;
  /** Goes into the ETag header. */
  readonly version?: string;
  /** Goes into the Location header. */
  readonly location?: string;
}
