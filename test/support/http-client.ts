/** What a request carries besides its method and path. */
export interface RequestOptions {
  readonly token?: string;
  /** An object goes as JSON; a text or bytes go as they are. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, or undefined when it is no JSON. Tests look into it freely. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** One request over real HTTP. */
export async function request(
  base: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const raw = typeof options.body === 'string' || options.body instanceof Uint8Array;
  const headers = new Headers(options.headers);
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
  const json = path.startsWith('/scim/') ? 'application/scim+json; charset=utf-8' : 'application/json';
  if (options.body !== undefined && !headers.has('content-type')) headers.set('content-type', json);
  const body = options.body === undefined ? undefined : raw ? options.body : JSON.stringify(options.body);
  const response = await fetch(`${base}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body as string }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
