import { describe, expect, it } from '@jest/globals';
import { matchesFilter } from '../../src/scim-core/filter/match-filter.js';
import type { JsonObject, JsonValue } from '../../src/scim-core/json/json-value.js';
import { applyEdits } from '../../src/scim-core/patch/apply-edits.js';
import { readPatchRequest } from '../../src/scim-core/patch/patch-request.js';
import { planGroupPatch } from '../../src/scim-core/patch/plan-group-patch.js';
import { GROUP } from '../../src/scim-core/schema/resource-type.js';
import { refusalOf } from './refusal-of.js';

type Operation = Record<string, JsonValue>;

function plan(...operations: Operation[]) {
  return planGroupPatch(readPatchRequest({ Operations: operations })).steps;
}

/** Plays the steps the way the rows would follow them. */
function play(before: string[], ...operations: Operation[]): { members: string[]; resource: JsonObject } {
  let members = new Set(before);
  let resource: JsonObject = { displayName: 'G', externalId: 'E' };
  for (const step of plan(...operations)) {
    switch (step.kind) {
      case 'edit':
        resource = applyEdits(resource, [step.edit], GROUP).resource;
        break;
      case 'add':
        members = new Set([...members, ...step.ids]);
        break;
      case 'remove':
        for (const id of step.ids) members.delete(id);
        break;
      case 'replace':
        members = new Set(step.ids);
        break;
      case 'removeAll':
        members = new Set();
        break;
      default:
        members = new Set([...members].filter((value) => !matchesFilter(step.filter, { value, type: 'User' })));
    }
  }
  return { members: [...members], resource };
}

describe('membership', () => {
  it.each<[string, Operation[], string[]]>([
    ['add with $ref null', [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '4' }] }], ['1', '2', '3', '4']],
    [
      'add several',
      [{ op: 'add', path: 'members', value: [{ value: '4' }, { value: '5' }] }],
      ['1', '2', '3', '4', '5'],
    ],
    ['add one who is there', [{ op: 'add', path: 'members', value: [{ value: '1' }] }], ['1', '2', '3']],
    ['add one object', [{ op: 'add', path: 'members', value: { value: '4' } }], ['1', '2', '3', '4']],
    ['add a bare id', [{ op: 'add', path: 'members', value: '4' }], ['1', '2', '3', '4']],
    ['add nobody', [{ op: 'add', path: 'members', value: [] }], ['1', '2', '3']],
    ['add without path', [{ op: 'add', value: { members: [{ value: '4' }] } }], ['1', '2', '3', '4']],
    [
      'add with the URN',
      [{ op: 'add', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:members', value: ['4'] }],
      ['1', '2', '3', '4'],
    ],
    ['remove with value', [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: '2' }] }], ['1', '3']],
    ['remove one object', [{ op: 'remove', path: 'members', value: { value: '2' } }], ['1', '3']],
    ['remove a bare id', [{ op: 'remove', path: 'members', value: '2' }], ['1', '3']],
    ['remove a stranger', [{ op: 'Remove', path: 'members', value: [{ value: '9' }] }], ['1', '2', '3']],
    ['remove an empty list', [{ op: 'Remove', path: 'members', value: [] }], ['1', '2', '3']],
    ['remove by filter', [{ op: 'remove', path: 'members[value eq "2"]' }], ['1', '3']],
    ['remove by two ids', [{ op: 'Remove', path: 'members[value eq "1" or value eq "3"]' }], ['2']],
    ['remove by filter, without the blank', [{ op: 'remove', path: 'MEMBERS[Value EQ"2"]' }], ['1', '3']],
    ['remove a stranger by filter', [{ op: 'remove', path: 'members[value eq "9"]' }], ['1', '2', '3']],
    ['remove by another filter', [{ op: 'remove', path: 'members[not (value eq "2")]' }], ['2']],
    ['remove by type', [{ op: 'remove', path: 'members[type eq "User" and value eq "3"]' }], ['1', '2']],
    ['add by filter', [{ op: 'add', path: 'members[value eq "4"]', value: { value: '4' } }], ['1', '2', '3', '4']],
    [
      'replace by filter one who is missing',
      [{ op: 'Replace', path: 'members[value eq "4"]', value: [{ $ref: null, value: '4' }] }],
      ['1', '2', '3', '4'],
    ],
    [
      'replace one by himself',
      [{ op: 'replace', path: 'members[value eq "2"]', value: { value: '2' } }],
      ['1', '2', '3'],
    ],
    ['remove everybody', [{ op: 'Remove', path: 'members' }], []],
    ['replace', [{ op: 'Replace', path: 'members', value: [{ value: '3' }, { value: '4' }] }], ['3', '4']],
    ['replace without path', [{ op: 'replace', value: { members: [{ value: '4' }] } }], ['4']],
    ['replace by nobody', [{ op: 'replace', path: 'members', value: [] }], []],
    [
      'members null beside another attribute',
      [{ op: 'replace', value: { displayName: 'G', members: null } }],
      ['1', '2', '3'],
    ],
    [
      'add, then remove the same',
      [
        { op: 'add', path: 'members', value: [{ value: '4' }] },
        { op: 'remove', path: 'members[value eq "4"]' },
      ],
      ['1', '2', '3'],
    ],
    ['rename', [{ op: 'Replace', path: 'displayName', value: 'X' }], ['1', '2', '3']],
    ['a new external id', [{ op: 'replace', value: { externalId: 'F' } }], ['1', '2', '3']],
  ])('%s', (_what, operations, members) => {
    expect(play(['1', '2', '3'], ...operations).members).toEqual(members);
  });

  it('comes as ids wherever ids are all that is said', () => {
    expect(plan({ op: 'add', path: 'members', value: ['a', 'a', { value: 'b' }] })).toEqual([
      { kind: 'add', ids: ['a', 'b'] },
    ]);
    expect(plan({ op: 'remove', path: 'members[value eq "A" or value eq "b" or value eq "A"]' })).toEqual([
      { kind: 'remove', ids: ['A', 'b'] },
    ]);
    expect(plan({ op: 'remove', path: 'members' })).toEqual([{ kind: 'removeAll' }]);
    expect(plan({ op: 'remove', path: 'members', value: [] })).toEqual([]);
    expect(plan({ op: 'remove', path: 'members[value ne "a"]' })).toMatchObject([{ kind: 'removeWhere' }]);
  });

  it('stands in order with the other attributes, which follow the rules of users', () => {
    const { members, resource } = play(
      ['1'],
      { op: 'remove', path: 'externalId' },
      { op: 'Add', path: 'members', value: [{ value: '2' }] },
      { op: 'Replace', value: { displayName: "Test'Group (2)", members: ['3'] } },
    );
    expect(members).toEqual(['3']);
    expect(resource).toEqual({ displayName: "Test'Group (2)" });
  });

  it.each<[Operation, string]>([
    [{ op: 'add', path: 'members', value: [{}] }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: [{ value: '' }] }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: [{ value: 7 }] }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: null }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: [{ value: 'a', type: 'Group' }] }, 'invalidValue'],
    [{ op: 'add', path: 'members', value: [{ value: 'x'.repeat(257) }] }, 'invalidValue'],
    [{ op: 'add', path: 'members' }, 'invalidValue'],
    [{ op: 'replace', path: 'members', value: null }, 'invalidValue'],
    [{ op: 'replace', path: 'members', value: '' }, 'invalidValue'],
    [{ op: 'replace', path: 'members', value: [{ value: 'a' }, null] }, 'invalidValue'],
    [{ op: 'remove', path: 'members', value: null }, 'invalidValue'],
    [{ op: 'remove', path: 'members', value: '' }, 'invalidValue'],
    [{ op: 'remove', path: 'members', value: {} }, 'invalidValue'],
    [{ op: 'remove', path: 'members', value: [{ display: 'x' }] }, 'invalidValue'],
    [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }, 'mutability'],
    [{ op: 'add', path: 'members[value eq "a"]', value: [{ value: 'a' }, { value: 'b' }] }, 'mutability'],
    [{ op: 'add', path: 'members[value eq "a" or value eq "b"]', value: { value: 'a' } }, 'mutability'],
    [{ op: 'add', path: 'members[value ne "a"]', value: { value: 'a' } }, 'mutability'],
    [{ op: 'add', path: 'members[value eq "a"]', value: null }, 'invalidValue'],
    [{ op: 'add', path: 'members[value eq "a"]', value: { value: 'a', type: 'Group' } }, 'invalidValue'],
    [{ op: 'replace', path: 'members[value eq "a"].value', value: 'b' }, 'mutability'],
    [{ op: 'remove', path: 'members[value eq "a"].value' }, 'mutability'],
    [{ op: 'add', path: 'members.value', value: 'b' }, 'mutability'],
    [{ op: 'remove', path: 'members[]' }, 'invalidPath'],
    [{ op: 'remove', path: 'members[nope eq "a"]' }, 'noTarget'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'add', path: 'emails', value: 'a@x' }, 'noTarget'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
  ])('%j is refused', (operation, scimType) => {
    expect(refusalOf(() => plan(operation))).toMatchObject({ status: 400, scimType });
  });

  it('keeps what is required', () => {
    expect(refusalOf(() => play([], { op: 'replace', path: 'displayName', value: '' }))).toMatchObject({
      scimType: 'invalidValue',
    });
    expect(refusalOf(() => play([], { op: 'remove', path: 'displayName' }))).toMatchObject({ scimType: 'mutability' });
  });

  it('is bounded', () => {
    const value = Array.from({ length: 60_000 }, (_, at) => ({ value: `m${at}` }));
    expect(plan({ op: 'add', path: 'members', value })).toHaveLength(1);
    const twice = () => plan({ op: 'add', path: 'members', value }, { op: 'remove', path: 'members', value });
    expect(refusalOf(twice)).toMatchObject({ status: 400, scimType: 'invalidValue' });
  });
});
