import fc, { type Arbitrary } from 'fast-check';
import { encodeCursor } from '../../../src/common/page-cursor.js';
import type { CallerName, HostileRequest } from './hostile-request.js';
import { anyOf, foreignSlug, type KnownThings, ownSlug, ownWord } from './known-things.js';
import { bodyText, nastyText } from './nasty-values.js';
import { type JsonSchema, type KnownFields, SchemaValues } from './schema-values.js';
import { bodyOrBomb, encoded, nastySegment, trickedAddress, trickyHeaders } from './tricks.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: JsonSchema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

/** As much of an OpenAPI document as requests can be made from. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export const strangers: readonly CallerName[] = [
  'viewer',
  'scim',
  'claim',
  'stagingClaim',
  'foreignAdmin',
  'foreignScim',
  'revoked',
  'expired',
  'forged',
  'nobody',
];

/** Requests to every route of the document, with every parameter and body that it describes, more or less as described. */
export function apiRequests(document: ApiDocument, things: KnownThings): Arbitrary<HostileRequest> {
  const values = new SchemaValues(document.components.schemas, knownFields(things));
  const routes = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      requestsOf(path, method.toUpperCase(), operation, values, things),
    ),
  );
  return fc.oneof(...routes);
}

function requestsOf(
  path: string,
  method: string,
  operation: Operation,
  values: SchemaValues,
  things: KnownThings,
): Arbitrary<HostileRequest> {
  const target = fc
    .tuple(pathOf(path, things), queryOf(operation.parameters ?? [], values))
    .map(([filled, query]) => filled + query);
  const allowed = (operation.security ?? []).flatMap((scheme) => Object.keys(scheme)) as CallerName[];
  const caller = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<CallerName>(...(allowed.length === 0 ? (['nobody'] as const) : allowed)) },
    { weight: 1, arbitrary: fc.constantFrom(...strangers) },
  );
  return fc.record({
    method: fc.oneof({ weight: 30, arbitrary: fc.constant(method) }, { weight: 1, arbitrary: otherMethod }),
    target: trickedAddress(target),
    caller,
    ...contentOf(operation, values, things),
  });
}

export const otherMethod = fc.constantFrom(
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
);

type Content = Pick<HostileRequest, 'headers' | 'body'>;

function contentOf(
  operation: Operation,
  values: SchemaValues,
  things: KnownThings,
): { [K in keyof Content]: Arbitrary<Content[K]> } {
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  if (type === undefined) {
    const unasked = fc.oneof(
      { weight: 12, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: bodyText(fc.constant({})) },
    );
    return { headers: trickyHeaders, body: unasked };
  }
  const text = type === 'text/csv' ? csvText : type.includes('form') ? formText(things) : null;
  const body = text ?? bodyText(values.of(media?.schema ?? {}));
  return {
    headers: trickyHeaders.map((headers) => {
      const own = headers.some(([name]) => name === 'content-type');
      return own ? headers : [...headers, ['content-type', type] as const];
    }),
    body: bodyOrBomb(body),
  };
}

function pathOf(path: string, things: KnownThings): Arbitrary<string> {
  const parts = path.split('/').slice(1);
  return fc
    .tuple(
      ...parts.map((part, at) =>
        part.startsWith('{') ? segmentOf(part, parts[at - 1] ?? '', things) : fc.constant(part),
      ),
    )
    .map((filled) => `/${filled.join('/')}`);
}

function segmentOf(part: string, before: string, { own, foreign }: KnownThings): Arbitrary<string> {
  if (part === '{slug}') {
    return fc.oneof(
      { weight: 20, arbitrary: fc.constant(ownSlug) },
      { weight: 2, arbitrary: fc.constant(foreignSlug) },
      { weight: 1, arbitrary: nastySegment },
    );
  }
  return fc.oneof(
    { weight: 6, arbitrary: anyOf(own, before) },
    { weight: 2, arbitrary: anyOf(foreign, before) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 2, arbitrary: nastySegment },
  );
}

function queryOf(parameters: readonly Parameter[], values: SchemaValues): Arbitrary<string> {
  const given = parameters.filter((parameter) => parameter.in === 'query');
  const known = fc.record(Object.fromEntries(given.map(({ name, schema }) => [name, values.of(schema ?? {}, name)])), {
    requiredKeys: [],
  });
  const unknown = fc.oneof(
    { weight: 12, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.tuple(nastyText, nastyText).map(([name, value]) => `${encoded(name)}=${encoded(value)}`),
    },
  );
  return fc.tuple(known, unknown).map(([record, more]) => {
    const pairs = Object.entries(record).flatMap(([name, value]) => pairsOf(name, value));
    const query = [...pairs, ...(more === '' ? [] : [more])].join('&');
    return query === '' ? '' : `?${query}`;
  });
}

function pairsOf(name: string, value: unknown): string[] {
  const each = Array.isArray(value) ? value : [value];
  return each.map((one) => `${name}=${encoded(typeof one === 'string' ? one : (JSON.stringify(one) ?? ''))}`);
}

const csvText = fc
  .array(fc.tuple(nastyText, nastyText, nastyText), { maxLength: 4 })
  .chain((rows) =>
    fc.constantFrom(
      ['memberEmail,lcvistaUserId,reason', ...rows.map((row) => row.join(','))].join('\n'),
      ['memberEmail,lcvistaUserId,reason', ...rows.map((row) => row.map((cell) => `"${cell}"`).join(','))].join('\r\n'),
      ['memberEmail,lcvistaUserId,reason', 'person1@acme.com,4711,by hand', '"open'].join('\n'),
      `\uFEFFreason,lcvistaUserId,memberEmail\nx,4711,person1@acme.com\n`,
      rows.map((row) => row.join(';')).join('\n'),
      `memberEmail,lcvistaUserId,reason\n${'a@b.c,1,x\n'.repeat(2_000)}`,
      `memberEmail${',x'.repeat(5_000)}\n`,
    ),
  );

/** Forms for the token endpoint: with a client that there is, more or less, or with anything. */
function formText({ client }: KnownThings): Arbitrary<string> {
  const name = fc.constantFrom(
    'grant_type',
    'client_id',
    'client_secret',
    'client_assertion',
    'client_assertion_type',
    'scope',
    '__proto__',
  );
  const value = fc.oneof(
    fc.constantFrom(
      'client_credentials',
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      'eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.',
      'eyJhbGciOiJSUzI1NiIsImp3ayI6e319.e30.AAAA',
    ),
    nastyText,
  );
  const right = [
    ['grant_type', 'client_credentials'],
    ['client_id', client.id],
    ['client_secret', client.secret],
  ] as const;
  const fields = fc.oneof(fc.subarray([...right], { minLength: 2 }), fc.array(fc.tuple(name, value), { maxLength: 6 }));
  return fields.map((pairs) => pairs.map(([field, text]) => `${field}=${encoded(text)}`).join('&'));
}

function knownFields({ own, foreign, cursors, listedSite }: KnownThings): KnownFields {
  const id = (kind: string): Arbitrary<unknown> =>
    fc.oneof({ weight: 4, arbitrary: anyOf(own, kind) }, { weight: 1, arbitrary: anyOf(foreign, kind) });
  // Those of the organization's own people, who have signed in, and those of others.
  const some = fc.constantFrom(0, 1, 2, 3);
  const email = fc.oneof(
    fc.integer({ min: 0, max: 60 }).map((serial) => `person${serial}@acme.com`),
    some.map((serial) => `${ownWord}${serial}@${ownSlug}.com`),
  );
  const subject = fc.oneof(
    fc.integer({ min: 0, max: 60 }).map((serial) => `subject-${serial}`),
    some.map((serial) => `${ownWord} ${serial}`),
  );
  const ownIssuer = `https://${ownWord}.example.com`;
  const madeCursor = fc.array(fc.oneof(nastyText, fc.integer(), fc.uuid()), { maxLength: 3 });
  return {
    slug: fc.integer({ min: 0, max: 40 }).map((serial) => `firm-${serial}`),
    organization: fc.constantFrom(ownSlug, ownSlug, foreignSlug, 'nobody'),
    memberId: id('members'),
    member: id('members'),
    cohort: id('cohorts'),
    lcvistaUserId: id('unmapped'),
    email,
    subject,
    emailVerified: fc.boolean(),
    issuer: fc.constantFrom(
      ownIssuer,
      'https://login.example.com',
      listedSite,
      'http://169.254.169.254/',
      'https://[::1]/',
    ),
    siteUrl: fc.constantFrom(listedSite, listedSite, 'http://127.0.0.1:1', 'https://127.0.0.1', `${listedSite}/x`),
    url: fc.constantFrom(`${listedSite}/hook`, 'http://127.0.0.1:22/', 'https://localhost/x', 'https://10.0.0.1/'),
    cursor: fc.oneof(
      fc.constantFrom(...cursors),
      madeCursor.map((key) => encodeCursor(key as string[])),
    ),
    timezone: fc.constantFrom('UTC', 'America/Toronto', 'Europe/Berlin', 'Mars/Base'),
    idToken: fc.constantFrom(
      'eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.',
      'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tIn0.AAAA',
      'a.b.c',
      '...',
    ),
    userId: fc.uuid(),
  };
}
