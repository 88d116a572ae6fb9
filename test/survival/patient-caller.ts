import { setTimeout as wait } from 'node:timers/promises';

/** No request may take longer, whatever has happened to the database. */
const longestMs = 30_000;

/** Nobody insists for ever. */
const mostMisdeeds = 20;

/** An answer that is not allowed. */
export interface Misdeed {
  readonly what: string;
  readonly answer: string;
}

export interface Asked {
  readonly token: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

export interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/**
 * A client as they should be: it waits a moment after a 503 and asks again. It notes what no client may see: a broken
 * connection, a 5xx that is not a well-formed 503, an answer that takes too long.
 */
export class PatientCaller {
  readonly misdeeds: Misdeed[] = [];
  answered = 0;
  /** Answers "not now". */
  refused = 0;
  slowestMs = 0;

  constructor(private readonly url: string) {}

  /** Asks until the answer is anything but "not now". @param sure false: an earlier try may have been carried out */
  async insist(asked: Asked): Promise<Told & { sure: boolean }> {
    for (let sure = true; ; sure = false) {
      const told = await this.ask(asked);
      if (told !== null && told.status !== 503) return { ...told, sure };
      if (this.misdeeds.length > mostMisdeeds) throw new Error('the service does not answer as it should');
      await wait(100);
    }
  }

  /** @returns null when there was no proper answer, which is noted */
  async ask(asked: Asked): Promise<Told | null> {
    const begun = performance.now();
    try {
      const response = await this.send(asked);
      const text = await response.text();
      this.answered += 1;
      const status = response.status;
      if (status === 503) this.refused += 1;
      const bad = status >= 500 ? judge(asked, response, text) : null;
      if (bad !== null) this.note(asked, bad);
      return { status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      this.note(asked, `${String(error)}${cause}`);
      return null;
    } finally {
      const tookMs = performance.now() - begun;
      this.slowestMs = Math.max(this.slowestMs, tookMs);
      if (tookMs > longestMs) this.note(asked, `an answer after ${Math.round(tookMs)} ms`);
    }
  }

  private send({ token, method, path, body }: Asked): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined
          ? {}
          : { 'content-type': path.startsWith('/scim/') ? 'application/scim+json' : 'application/json' }),
      },
      signal: AbortSignal.timeout(longestMs + 10_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private note({ method, path }: Asked, answer: string): void {
    this.misdeeds.push({ what: `${method} ${path}`, answer });
  }
}

function judge({ path }: Asked, response: Response, text: string): string | null {
  const expected = path.startsWith('/scim/') ? 'application/scim+json' : 'application/problem+json';
  const type = response.headers.get('content-type') ?? '';
  const good = response.status === 503 && response.headers.has('retry-after') && type.startsWith(expected);
  return good ? null : `${response.status} ${type} ${text.slice(0, 300)}`;
}
