import type { Dispatcher, Pool } from 'undici';

/** One request of a work. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** Sends one request and waits for the end of its answer, whose body is dropped. @returns the status */
export function exchange(pool: Pool, { method, path, headers, body }: Call): Promise<number> {
  return new Promise((answered, failed) => {
    let status = 0;
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, statusCode) => void (status = statusCode),
      onResponseData: () => undefined,
      onResponseEnd: () => answered(status),
      onResponseError: (_controller, error) => failed(error),
    };
    pool.dispatch({ method, path, headers, body: body ?? null }, handler);
  });
}
