/** What a SCIM call is answered with; the controller only sends it. */
export interface ScimAnswer {
  readonly status: number;
  /** Left out with 204 and 304. */
  readonly body?: object;
  /** Goes into the ETag header. */
  readonly version?: string;
  /** Goes into the Location header. */
  readonly location?: string;
}
