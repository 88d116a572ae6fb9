import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '../../src/scim-core/json/json-value.js';
import { applyPatch } from '../../src/scim-core/patch/apply-patch.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { patchUser } from './patch-user.js';
import { refusalOf } from './refusal-of.js';

const JANE = { userName: 'jane@x', active: true };

describe('what is no PATCH', () => {
  const op = 'replace';
  it.each<[JsonValue, string]>([
    [[], 'invalidSyntax'],
    [{}, 'invalidSyntax'],
    [{ Operations: [] }, 'invalidSyntax'],
    [{ Operations: {} }, 'invalidSyntax'],
    [{ Operations: ['x'] }, 'invalidSyntax'],
    [{ Operations: [{}] }, 'invalidSyntax'],
    [{ Operations: [{ op: 'move', path: 'title', value: 'x' }] }, 'invalidSyntax'],
    [{ Operations: [{ op: 1, path: 'title', value: 'x' }] }, 'invalidSyntax'],
    [{ schemas: ['urn:other'], Operations: [{ op, path: 'title', value: 'x' }] }, 'invalidSyntax'],
    [{ Operations: [{ op, path: 1, value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[type eq "work"', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[type eq "work"]x', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[type eq "work"].', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[]', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[type xx "a"].value', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails.value[type eq "a"]', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'title[value eq "a"]', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: '/title', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'title or nickName', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: "emails[type eq 'work'].value", value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[type eq {}].value', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'title.', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'noSuchThing.', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'name..givenName', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails.[type eq "work"]', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[type eq "work"].value.', value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: `${ENT}:department.`, value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op: 'remove', path: 'title.' }] }, 'invalidPath'],
    [{ Operations: [{ op, value: { 'emails[type eq': 'x' } }] }, 'invalidPath'],
    [{ Operations: [{ op, path: `emails[type eq "${'x'.repeat(600)}"].value`, value: 'x' }] }, 'invalidPath'],
    [{ Operations: [{ op, path: 'emails[primary gt true].value', value: 'x' }] }, 'invalidFilter'],
    [{ Operations: [{ op, path: 'noSuchThing', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'title.value', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'emails[type eq "work"].nope', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'emails[nope eq "work"].value', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'urn:other:2.0:User:title', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'emails[type ne "work"].value', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'emails[type eq "a" or type eq "b"].value', value: 'x' }] }, 'noTarget'],
    [{ Operations: [{ op: 'remove' }] }, 'noTarget'],
    [{ Operations: [{ op: 'remove', value: { title: 'x' } }] }, 'noTarget'],
    [{ Operations: [{ op, path: 'id', value: 'x' }] }, 'mutability'],
    [{ Operations: [{ op, path: 'meta.version', value: 'x' }] }, 'mutability'],
    [{ Operations: [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }] }, 'mutability'],
    [{ Operations: [{ op, path: `${ENT}:manager.displayName`, value: 'x' }] }, 'mutability'],
    [{ Operations: [{ op, path: 'title' }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'title', value: {} }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'title', value: ['a', 'b'] }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'title', value: ['a'] }] }, 'invalidValue'],
    [{ Operations: [{ op, value: { active: [false] } }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'name.givenName', value: ['a'] }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'emails[type eq "work"].value', value: ['a'] }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'active', value: 'maybe' }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'name', value: 'Jane' }] }, 'invalidValue'],
    [{ Operations: [{ op, path: 'emails', value: [{ value: {} }] }] }, 'invalidValue'],
    [{ Operations: [{ op, path: ENT, value: 'x' }] }, 'invalidValue'],
    [{ Operations: [{ op }] }, 'invalidValue'],
    [{ Operations: [{ op, value: 'x' }] }, 'invalidValue'],
    [{ Operations: [{ op, value: [{ title: 'x' }] }] }, 'invalidValue'],
    [{ Operations: Array.from({ length: 501 }, () => ({ op, path: 'title', value: 'x' })) }, 'invalidValue'],
    [{ Operations: Array.from({ length: 10_001 }, () => ({ op, path: 'title', value: 'x' })) }, 'invalidSyntax'],
  ])('%.100j', (body, scimType) => {
    expect(refusalOf(() => applyPatch(JANE, readPatchRequest(body), USER))).toMatchObject({ status: 400, scimType });
  });

  it('names what the administrator has to mend', () => {
    const operation = { op, path: 'addresses[type eq "work"].floor', value: '3' };
    expect(refusalOf(() => patchUser(JANE, operation)).detail).toContain('floor');
    expect(refusalOf(() => patchUser(JANE, { ...operation, path: 'emails[kind eq "w"].value' })).detail).toContain(
      'kind',
    );
  });
});
