const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be one of our ids; whatever is not names nothing and must never reach a uuid column. */
export function isUuid(text: string): boolean {
  return form.test(text);
}
