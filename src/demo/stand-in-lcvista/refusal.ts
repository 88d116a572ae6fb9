import type { IncomingMessage } from 'node:http';

export interface Refusal {
  status: number;
  body: { detail: string };
  headers?: Record<string, string>;
}

/**
 * What LCVista's own documentation demands of every request: the site's host, the key in a `Token` header, JSON; and what
 * its framework demands: URLs that end in a slash. Null when all is well.
 */
export function refusal(request: IncomingMessage, url: URL, host: string, apiKey: string): Refusal | null {
  if (request.headers.host !== host) return { status: 400, body: { detail: 'Unknown host.' } };
  if (!url.pathname.endsWith('/')) {
    const location = `${url.pathname}/${url.search}`;
    return { status: 301, body: { detail: 'Moved.' }, headers: { location } };
  }
  if (!url.pathname.startsWith('/api/v1/')) return { status: 404, body: { detail: 'Not found.' } };
  const authorization = request.headers.authorization;
  if (authorization !== `Token ${apiKey}`) {
    const given = authorization?.startsWith('Token ') === true;
    const detail = given ? 'Invalid token.' : 'Authentication credentials were not provided.';
    return { status: 401, body: { detail }, headers: { 'www-authenticate': 'Token' } };
  }
  if (request.method !== 'GET') return { status: 405, body: { detail: `Method "${request.method}" not allowed.` } };
  if (request.headers.accept?.includes('application/json') !== true) {
    return { status: 406, body: { detail: 'Could not satisfy the request Accept header.' } };
  }
  return null;
}
