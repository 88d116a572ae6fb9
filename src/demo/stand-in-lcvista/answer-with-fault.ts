import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.js';
import { sendBadly, sendJson } from './send-body.js';

export interface FaultyAnswer {
  url: URL;
  /** what the right answer would be */
  value: unknown;
}

type Json = Record<string, unknown>;

const loginPage = '<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>';

/** Answers in the way that was planned. */
export async function answerWithFault(response: ServerResponse, fault: Fault, answer: FaultyAnswer): Promise<void> {
  switch (fault.kind) {
    case 'status':
      return sendStatus(response, fault.status, fault.headers ?? {}, fault.body);
    case 'redirect':
      return sendStatus(response, 302, { location: fault.to }, '');
    case 'html':
      return sendText(response, { 'content-type': fault.contentType ?? 'text/html; charset=utf-8' }, loginPage);
    case 'text':
      return sendText(response, { 'content-type': 'application/json', ...fault.headers }, fault.body);
    case 'without-key':
    case 'page':
    case 'rows':
    case 'no-last-page':
      return sendJson(response, 200, altered(fault, answer));
    default:
      return sendBadly(response, answer.value, fault);
  }
}

type Alteration = Extract<Fault, { kind: 'without-key' | 'page' | 'rows' | 'no-last-page' }>;

/** A right page with something wrong in it. */
function altered(fault: Alteration, { url, value }: FaultyAnswer): unknown {
  switch (fault.kind) {
    case 'without-key':
      return eachObject(value, (json) => Object.fromEntries(Object.entries(json).filter(([key]) => key !== fault.key)));
    case 'page':
      return { ...(value as Json), ...fault.with };
    case 'rows':
      return withRows(value, (rows) => rows.map((row) => ({ ...row, ...fault.with })));
    default: {
      const again = Number(url.searchParams.get('again') ?? '0') + 1;
      const page = url.searchParams.get('page') ?? '1';
      return { ...(value as Json), next: `${url.origin}${url.pathname}?page=${page}&again=${again}` };
    }
  }
}

/** Does something to the page, or the bare list's rows. */
function eachObject(value: unknown, change: (json: Json) => Json): unknown {
  const withKeys = Array.isArray(value) ? value : change(value as Json);
  return withRows(withKeys, (rows) => rows.map(change));
}

/** Does something to the rows, wherever the site's spelling puts them. */
function withRows(value: unknown, change: (rows: Json[]) => Json[]): unknown {
  if (Array.isArray(value)) return change(value as Json[]);
  const entries = Object.entries(value as Json);
  return Object.fromEntries(entries.map(([key, held]) => [key, Array.isArray(held) ? change(held as Json[]) : held]));
}

function sendStatus(response: ServerResponse, status: number, headers: Record<string, string>, body?: string): void {
  if (body === undefined) sendJson(response, status, { detail: `Fault ${status}.` }, headers);
  else response.writeHead(status, headers).end(body);
}

function sendText(response: ServerResponse, headers: Record<string, string>, body: string | Buffer): void {
  response.writeHead(200, headers).end(body);
}
