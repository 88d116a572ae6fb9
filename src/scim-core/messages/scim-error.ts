/** The detail error keywords of RFC 7644 table 9 and RFC 9865 section 2.2. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount';

/** The wire form of an error, RFC 7644 section 3.12. */
export interface ScimErrorBody {
  schemas: string[];
  status: string;
  scimType?: ScimType;
  detail: string;
}

export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';

/**
 * The only error this core throws on bad input. `detail` is shown to the customer's administrator, so it says what to
 * change and names nothing internal.
 */
export class ScimError extends Error {
  override readonly name = 'ScimError';

  /**
   * @param status the HTTP status of the answer
   * @param detail a sentence for the administrator of the directory
   * @param scimType the keyword, only for the 400 and 409 kinds that have one
   */
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly scimType?: ScimType,
  ) {
    super(detail);
  }

  /** The answer's body; `status` is a string on the wire (RFC 7644 section 3.12). */
  toBody(): ScimErrorBody {
    return {
      schemas: [ERROR_URN],
      status: String(this.status),
      ...(this.scimType === undefined ? {} : { scimType: this.scimType }),
      detail: this.detail,
    };
  }
}

/**
 * A 400 with its keyword: by far the most frequent error.
 *
 * @param scimType the keyword
 * @param detail what is wrong, naming the attribute or parameter
 */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, scimType);
}
