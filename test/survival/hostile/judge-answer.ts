import { DocumentedAnswers } from '../../support/documented-answers.js';
import type { HostileRequest } from './hostile-request.js';
import { ownSlug } from './known-things.js';
import type { RawAnswer } from './raw-http.js';

/** Slower than this is hanging, even with many at once on a small machine. */
export const longestMs = 15_000;

/** What only our own code, its database or its machine would say. */
const internals = [
  /node_modules/,
  // Inside of JSON an end of line is written as two characters.
  /(?:\n|\\n) {2,}at \S/,
  /\.(?:js|ts):\d+/,
  /\b[A-Z][a-z]+Error: /,
  /file:\/\/\/(?!etc\/passwd)/,
  /\/(?:tmp|work|home|root|usr|var)\//,
  /\b(?:select|insert into|delete from|update) [^"]{1,200}\b(?:from|values|set|where|returning)\b/i,
  /syntax error at|violates|duplicate key|invalid input syntax|relation "|column "|pg_|out of range for type/,
];

const scimError = 'urn:ietf:params:scim:api:messages:2.0:Error';
const securityHeaders = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
];

/** Holds every answer against what no client, however hostile, may get. */
export class AnswerJudge {
  private readonly documented: DocumentedAnswers;

  /** @param canary what stands in every field of the other organization */
  constructor(
    document: ConstructorParameters<typeof DocumentedAnswers>[0],
    private readonly canary: string,
  ) {
    this.documented = new DocumentedAnswers(document);
  }

  /** @throws Error that says what is wrong with the answer */
  check(request: HostileRequest, answer: RawAnswer): void {
    const { status, headers, text, ms } = answer;
    const fail = (what: string): never => {
      const shown = JSON.stringify([...headers]).slice(0, 500);
      throw new Error(`${what}: ${status} ${shown} ${JSON.stringify(text.slice(0, 1_500))}`);
    };
    if (ms > longestMs) fail(`answered after ${Math.round(ms)} ms`);
    if (status >= 500 && !isAllowedFault(request, answer)) fail('a fault of ours');
    const everything = `${JSON.stringify([...headers])}${text}`;
    if (everything.toLowerCase().includes(this.canary) && !maySeeOthers(request)) fail("another organization's data");
    if (!isDocumentation(request)) {
      for (const internal of internals) {
        const found = internal.exec(everything)?.[0];
        if (found !== undefined && !isOwnWord(request, found)) fail(`internal text ${JSON.stringify(found)}`);
      }
    }
    for (const name of securityHeaders) if (!headers.has(name)) fail(`no ${name}`);
    if (status >= 400 && request.method !== 'HEAD') this.checkRefusal(request, answer, fail);
    this.checkDocumented(request, answer);
  }

  private checkRefusal(request: HostileRequest, answer: RawAnswer, fail: (what: string) => never): void {
    const { status, headers, text } = answer;
    const type = headers.get('content-type') ?? '';
    const body = parsed(text);
    if (body === undefined) fail('a refusal that is no JSON object');
    if (type === 'application/scim+json; charset=utf-8') {
      if (JSON.stringify(body?.['schemas']) !== JSON.stringify([scimError])) fail('no SCIM error');
      if (body?.['status'] !== String(status) || typeof body['detail'] !== 'string') fail('no SCIM error');
      return;
    }
    const isToken = request.target.includes('/oauth/token');
    if (isToken && type.startsWith('application/json') && typeof body?.['error'] === 'string') return;
    if (status === 503 && request.target.startsWith('/health/ready')) return;
    if (type !== 'application/problem+json; charset=utf-8') fail('no problem document');
    if (request.target.startsWith('/scim/') && body?.['code'] !== 'unreadable-request') fail('no SCIM error');
    for (const name of ['type', 'title', 'detail', 'code', 'requestId']) {
      if (typeof body?.[name] !== 'string' || body[name] === '') fail(`a problem without ${name}`);
    }
    if (body?.['status'] !== status) fail('a problem of another status');
    const errors = body?.['errors'];
    if (status === 400 && !(Array.isArray(errors) && errors.length > 0)) fail('a 400 that names nothing');
  }

  private checkDocumented(request: HostileRequest, answer: RawAnswer): void {
    const { method, target } = request;
    if (method === 'HEAD' || !target.startsWith('/api/v1/') || parsed(answer.text)?.['code'] === 'unreadable-request')
      return;
    const body: unknown = parsed(answer.text);
    const headers = new Headers([['content-type', answer.headers.get('content-type') ?? '']]);
    this.documented.check(method, target, { status: answer.status, headers, text: answer.text, body });
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** 501 is what RFC 7644 section 3.11 wants of `/Me`; 503 says when to come back. */
function isAllowedFault({ target }: HostileRequest, { status, headers }: RawAnswer): boolean {
  if (status === 501) return /\/scim\/v2\/[^/]+\/Me\/*([?#]|$)/.test(target);
  return status === 503 && (headers.has('retry-after') || target.startsWith('/health/ready'));
}

/** The platform's token may see everybody, the neighbour's its own; on the paths of `acme` neither meets the other. */
function maySeeOthers({ caller, target }: HostileRequest): boolean {
  const sees = caller === 'platform' || caller === 'foreignAdmin' || caller === 'foreignScim';
  return sees && !target.startsWith(`/api/v1/organizations/${ownSlug}/`) && !target.startsWith(`/scim/v2/${ownSlug}/`);
}

function isDocumentation({ target }: HostileRequest): boolean {
  return target.includes('/docs') || target.includes('/openapi.json') || target.includes('/metrics');
}

/** What was sent may come back, e.g. as the path that leads nowhere. */
function isOwnWord({ target, body, headers }: HostileRequest, found: string): boolean {
  const sent = `${target} ${decoded(target)} ${JSON.stringify(headers)} ${typeof body === 'string' ? body : ''}`;
  return sent.includes(found);
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return '';
  }
}
