import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Database } from '../../src/database/database.js';
import type { TenantScope } from '../../src/database/scope.js';
import { CohortRepository } from '../../src/directory/cohort.repository.js';
import { MemberRepository } from '../../src/directory/member.repository.js';
import { type ScimApp, startScimApp } from './scim-app.js';

let acme: ScimApp;
let member: string;
let cohort: string;

beforeAll(async () => {
  acme = await startScimApp();
  member = (await acme.scim('POST', '/Users', { userName: 'jane' })).body.id;
  cohort = (await acme.scim('POST', '/Groups', { displayName: 'Tax', members: [{ value: member }] })).body.id;
});

afterAll(() => acme.stop());

type Read = (scope: TenantScope, id: string) => Promise<unknown>;

const members = () => acme.app.app.get(MemberRepository);
const cohorts = () => acme.app.app.get(CohortRepository);

describe('a look-up answers the same inside a transaction, where it is asked alone, as outside', () => {
  it.each<[string, Read, () => string]>([
    ['a user', (scope, id) => members().find(scope, id, false, 'https://x'), () => member],
    ['a user with groups', (scope, id) => members().find(scope, id, true, 'https://x'), () => member],
    ['a user to change', (scope, id) => members().read(scope, id), () => member],
    ['a group', (scope, id) => cohorts().find(scope, id, false, 'https://x'), () => cohort],
    ['a group with members', (scope, id) => cohorts().find(scope, id, true, 'https://x'), () => cohort],
    ['a group to change', (scope, id) => cohorts().read(scope, id), () => cohort],
  ])('%s', async (_what, read, id) => {
    const database = acme.app.app.get(Database);
    const outside = await read(database.tenant(acme.organizationId), id());
    expect(outside).toMatchObject({ version: expect.any(Number) });
    const inside = await database.tenantTransaction(acme.organizationId, (scope) => read(scope, id()));
    expect(inside).toEqual(outside);
    expect(await read(database.tenant(acme.organizationId), randomUUID())).toBeUndefined();
  });
});
