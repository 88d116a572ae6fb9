import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareCodePoints } from '../../src/scim-core/json/compare-code-points.js';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { planGroupPatch } from '../../src/scim-core/patch/plan-group-patch.js';
import { project } from '../../src/scim-core/resource/project.js';
import { WHOLE } from '../../src/scim-core/resource/projection.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { arbitraryUser } from './arbitrary-user.js';
import { patchUser, type Operation } from './patch-user.js';

describe('every user', () => {
  it('is read the same when read again, and shown the same when shown again', () => {
    fc.assert(
      fc.property(arbitraryUser, (body) => {
        const user = readUser(body);
        expect(readUser(user)).toEqual(user);
        const shown = project({ ...user, id: '1' }, USER, WHOLE);
        expect(project(shown, USER, WHOLE)).toEqual(shown);
        const { schemas: _schemas, id: _id, ...rest } = shown;
        expect(rest).toEqual(user);
      }),
      { numRuns: 500 },
    );
  });

  it('is unchanged by replacing what it is with what it is', () => {
    fc.assert(
      fc.property(arbitraryUser, (body) => {
        const user = readUser(body);
        expect(patchUser(user, { op: 'replace', value: user }).changed).toBe(false);
        expect(patchUser(user, { op: 'add', value: user }).changed).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('takes on what a replace without path says, and keeps the rest', () => {
    fc.assert(
      fc.property(arbitraryUser, arbitraryUser, (body, other) => {
        const before = readUser(body);
        const wanted = readUser(other);
        const { resource, changed } = patchUser(before, { op: 'Replace', value: wanted });
        const merged = (name: string) => ({ ...(before[name] as JsonObject), ...(wanted[name] as JsonObject) });
        const expected: JsonObject = { ...before, ...wanted };
        for (const name of ['name', ENT]) if (name in expected) expected[name] = merged(name);
        expect(resource).toEqual(expected);
        expect(changed).toBe(JSON.stringify(sorted(before)) !== JSON.stringify(sorted(expected)));
      }),
      { numRuns: 300 },
    );
  });

  it('is patched like a simple model of attributes', () => {
    const path = fc.constantFrom('title', 'nickName', 'name.givenName', 'name.familyName', `${ENT}:department`);
    const operation = fc.record({
      op: fc.constantFrom('Add', 'replace', 'Remove'),
      path,
      value: fc.constantFrom('x', 'Y', '', null),
      whole: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
        const model = new Map<string, JsonValue>([
          ['userName', 'u'],
          ['active', true],
        ]);
        const sent = operations.map(({ op, path, value, whole }): Operation => {
          if (op === 'Remove' || value === null || value === '') model.delete(path);
          else model.set(path, value);
          return whole && op !== 'Remove' ? { op, value: { [path]: value } } : { op, path, value };
        });
        fc.pre(sent.length > 0);
        const { resource } = patchUser({ userName: 'u', active: true }, ...sent);
        expect(leaves(resource)).toEqual(model);
      }),
    );
  });
});

describe('a membership', () => {
  it('follows the simple model of a set', () => {
    const ids = fc.subarray(['1', '2', '3', '4', '5']);
    const operation = fc.oneof(
      fc.tuple(fc.constantFrom('Add', 'Remove', 'replace'), ids).map(([op, list]) => ({ op, list, filtered: false })),
      ids.map((list) => ({ op: 'remove', list, filtered: list.length > 0 })),
    );
    fc.assert(
      fc.property(ids, fc.array(operation, { minLength: 1, maxLength: 8 }), (before, operations) => {
        let model = new Set(before);
        let members = new Set(before);
        const sent = operations.map(({ op, list, filtered }): Operation => {
          if (op === 'Add') model = new Set([...model, ...list]);
          else if (op === 'replace') model = new Set(list);
          else model = new Set([...model].filter((id) => !list.includes(id)));
          const filter = list.map((id) => `value eq "${id}"`).join(' or ');
          return filtered
            ? { op, path: `members[${filter}]` }
            : { op, path: 'members', value: list.map((value) => ({ value })) };
        });
        for (const step of planGroupPatch(readPatchRequest({ Operations: sent })).steps) {
          if (!('ids' in step)) throw new Error(`not planned as ids: ${step.kind}`);
          const { kind } = step;
          if (kind === 'replace') members = new Set(step.ids);
          else if (kind === 'add') members = new Set([...members, ...step.ids]);
          else members = new Set([...members].filter((id) => !step.ids.includes(id)));
        }
        expect([...members].toSorted()).toEqual([...model].toSorted());
      }),
    );
  });
});

function sorted(value: JsonObject): [string, JsonValue][] {
  return [...leaves(value)].toSorted(([one], [other]) => compareCodePoints(one, other));
}

/** The attributes of a user by their full names; lists as a whole. */
function leaves(resource: JsonObject): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(resource)) {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
    if (inner === undefined) found.set(name, value);
    else for (const [sub, part] of Object.entries(inner)) found.set(`${name}${name === ENT ? ':' : '.'}${sub}`, part);
  }
  return found;
}
