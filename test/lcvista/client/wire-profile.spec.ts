import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../../src/common/domain-error.js';
import { assumedProfile, membersUrl, wireProfile } from '../../../src/lcvista/client/wire-profile.js';

function fieldsOf(overrides: unknown): unknown {
  try {
    return wireProfile(overrides);
  } catch (error) {
    return error instanceof DomainError ? error.details.errors?.map(({ field }) => field) : error;
  }
}

describe('the wire profile', () => {
  it.each([[undefined], [null], [{}], [{ person: {} }]])('is the assumed one for %j', (overrides) => {
    expect(wireProfile(overrides)).toEqual(assumedProfile);
  });

  it('replaces single names and keeps the others', () => {
    const profile = wireProfile({
      index: { people: 'persons' },
      person: { email: 'email_address' },
      page: { results: 'rows' },
    });
    expect(profile).toEqual({
      ...assumedProfile,
      index: { ...assumedProfile.index, people: 'persons' },
      person: { ...assumedProfile.person, email: 'email_address' },
      page: { ...assumedProfile.page, results: 'rows' },
    });
    expect(assumedProfile.person.email).toBe('email');
  });

  it.each<[unknown, string[]]>([
    ['people', ['wireProfile']],
    [[], ['wireProfile']],
    [{ people: {} }, ['wireProfile.people']],
    [{ person: 'id' }, ['wireProfile.person']],
    [{ person: null }, ['wireProfile.person']],
    [{ person: { mail: 'x' } }, ['wireProfile.person.mail']],
    [{ person: { email: '' } }, ['wireProfile.person.email']],
    [{ person: { email: 7 } }, ['wireProfile.person.email']],
    [{ person: { email: null } }, ['wireProfile.person.email']],
    [{ person: { email: 'a\nb' } }, ['wireProfile.person.email']],
    [{ person: { email: 'x'.repeat(101) } }, ['wireProfile.person.email']],
    [{ page: { next: '' }, member: { who: 'x' } }, ['wireProfile.page.next', 'wireProfile.member.who']],
    [JSON.parse('{"__proto__":{"id":"x"}}'), ['wireProfile.__proto__']],
    [JSON.parse('{"person":{"__proto__":"x"}}'), ['wireProfile.person.__proto__']],
    [{ person: { constructor: 'x' } }, ['wireProfile.person.constructor']],
  ])('%j is refused, naming %j', (overrides, fields) => {
    expect(fieldsOf(overrides)).toEqual(fields);
  });

  it('is whole or refused, whatever is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (overrides) => {
        const outcome = fieldsOf(overrides);
        return Array.isArray(outcome) ? outcome.length > 0 : JSON.stringify(outcome) === JSON.stringify(assumedProfile);
      }),
    );
  });

  it.each([
    ['https://a.example/api/v1/usergroups/', '3', 'https://a.example/api/v1/usergroups/3/members/'],
    ['https://a.example/api/v1/usergroups', '3', 'https://a.example/api/v1/usergroups/3/members/'],
    ['https://a.example/groups/?org=1', 'a/b?c#d', 'https://a.example/groups/a%2Fb%3Fc%23d/members/?org=1'],
  ])('members of a group below %s: %s', (groups, id, members) => {
    expect(membersUrl(new URL(groups), id).href).toBe(members);
  });
});
