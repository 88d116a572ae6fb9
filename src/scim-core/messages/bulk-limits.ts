/** Operations in one bulk request (RFC 7644 section 3.7.4). */
export const MAX_BULK_OPERATIONS = 1000;

/** Bytes of one bulk request. */
export const MAX_BULK_PAYLOAD = 1_048_576;
