/** An answer, parsed. */
export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** Whatever an answer holds; the story looks only at what it needs. */
export interface Json {
  readonly [key: string]: unknown;
}

/** Speaks to the service as one of its clients does, with that client's token. */
export class HttpClient {
  constructor(
    private readonly base: string,
    private readonly token: string,
    private readonly mediaType = 'application/json',
  ) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object): Promise<Answer> {
    return this.send('POST', path, body);
  }

  put(path: string, body: object): Promise<Answer> {
    return this.send('PUT', path, body);
  }

  patch(path: string, body: object): Promise<Answer> {
    return this.send('PATCH', path, body);
  }

  private async send(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        accept: this.mediaType,
        ...(body === undefined ? {} : { 'content-type': this.mediaType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
  }
}

/** The `items` of a list, as objects. */
export function itemsOf(answer: Answer): Json[] {
  return Array.isArray(answer.body['items']) ? (answer.body['items'] as Json[]) : [];
}

/** A text field of an answer; the story cannot go on without it. */
export function textOf(body: Json, field: string): string {
  const value = body[field];
  if (typeof value !== 'string') throw new Error(`the answer has no ${field}: ${JSON.stringify(body).slice(0, 300)}`);
  return value;
}

/** An object inside an answer, or an empty one. */
export function objectOf(body: Json, field: string): Json {
  const value = body[field];
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
