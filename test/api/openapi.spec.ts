import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chapters } from '../../src/admin/openapi/chapters.js';
import { showsItself } from '../../src/admin/openapi/fill-gaps.js';
import { tokenScopes } from '../../src/credentials/caller.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { type DocumentedRoute, routesOf } from './documented-routes.js';

let app: TestApp;
// The document is somebody else's JSON here; tests look into it freely.
let document: Awaited<ReturnType<TestApp['request']>>['body'];
let routes: DocumentedRoute[];

beforeAll(async () => {
  app = await startTestApp();
  document = (await app.request('GET', '/openapi.json')).body;
  routes = routesOf(document);
});

afterAll(() => app.stop());

/** The routes that break a rule, by name: an empty list is a pass, anything else says where to look. */
const breaking = (rule: (route: DocumentedRoute) => boolean): string[] =>
  routes.filter((route) => !rule(route)).map(({ name }) => name);

describe('the OpenAPI document', () => {
  it('is served without a credential, with a scheme for every scope', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.components.securitySchemes).toSorted()).toEqual([...tokenScopes].toSorted());
    expect(routes.length).toBeGreaterThan(30);
  });

  it('has one style of operation ids, each used once', () => {
    expect(
      breaking(({ operation }) => /^[a-z][A-Za-z]+[A-Z][a-z]+|^[a-z]+[A-Z]\w+$/.test(operation.operationId)),
    ).toEqual([]);
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('says of every route what it does, under one of the tags, in the order of the story', () => {
    expect(breaking(({ operation }) => (operation.summary ?? '') !== '' && operation.tags?.length === 1)).toEqual([]);
    const tags = document.tags.map(({ name }: { name: string }) => name);
    expect(tags).toEqual(chapters.map(({ name }) => name).filter((name) => tags.includes(name)));
    expect(breaking(({ operation }) => tags.includes(operation.tags?.[0]))).toEqual([]);
  });

  it('says of every route below /api/v1 which scopes may call it, and how it refuses', () => {
    const guarded = routes.filter(({ path }) => path.startsWith('/api/v1/'));
    const unsaid = guarded.filter(
      ({ operation }) =>
        !operation.security?.length || !['401', '403', '429', '503'].every((s) => s in operation.responses),
    );
    expect(unsaid.map(({ name }) => name)).toEqual([]);
  });

  it('declares and describes every parameter', () => {
    expect(
      breaking(({ path, operation }) => {
        const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
        return declared.length === [...path.matchAll(/\{/g)].length;
      }),
    ).toEqual([]);
    expect(
      breaking(({ operation }) =>
        (operation.parameters ?? []).every((parameter) => parameter.description !== undefined),
      ),
    ).toEqual([]);
  });

  it('shows of every parameter and every field what a value looks like', () => {
    const parameters = routes.flatMap(({ name, operation }) =>
      (operation.parameters ?? [])
        .filter((parameter) => parameter.example === undefined && !showsItself(parameter.schema ?? {}))
        .map((parameter) => `${name} ${parameter.name}`),
    );
    const schemas = Object.entries<{ properties?: Record<string, object> }>(document.components.schemas);
    const fields = schemas.flatMap(([schema, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, property]) => !showsItself(property))
        .map(([field]) => `${schema}.${field}`),
    );
    expect([...parameters, ...fields]).toEqual([]);
  });

  it('says what every answer means', () => {
    const unsaid = routes.flatMap(({ name, operation }) =>
      Object.entries(operation.responses)
        .filter(([, { description }]) => description.trim() === '')
        .map(([status]) => `${name} ${status}`),
    );
    expect(unsaid).toEqual([]);
  });

  it('gives every answer a schema, and every error the same one', () => {
    expect(
      breaking(({ operation }) =>
        Object.entries(operation.responses).every(([status, answer]) => {
          const types = Object.values(answer.content ?? {});
          return (
            ['202', '204'].includes(status) || (types.length > 0 && types.every(({ schema }) => schema !== undefined))
          );
        }),
      ),
    ).toEqual([]);
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    const missing = references.filter((name) => !((name ?? '') in document.components.schemas));
    expect(missing).toEqual([]);
  });
});
