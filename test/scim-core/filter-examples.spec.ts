import { describe, expect, it } from '@jest/globals';
import { matchesFilter } from '../../src/scim-core/filter/match-filter.js';
import { parseFilter } from '../../src/scim-core/filter/parse-filter.js';
import type { JsonObject } from '../../src/scim-core/json/json-value.js';
import { compareForm } from '../../src/scim-core/resource/compare-form.js';
import { ENTERPRISE_USER_URN as ENT } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { GROUP, USER } from '../../src/scim-core/schema/resource-type.js';
import { USER_URN as CORE } from '../../src/scim-core/schema/user-schema.js';
import { refusalOf } from './refusal-of.js';

const JANE: JsonObject = {
  schemas: [CORE, ENT],
  id: '48af03ac-28ad-4fb8-8478-000000000001',
  externalId: 'Jyoung',
  userName: 'bjensen@x.com',
  name: { familyName: "O'Malley", givenName: 'Zoé' },
  displayName: 'He said "hi" \\ ok',
  title: 'Engineer',
  userType: 'Employee',
  active: false,
  emails: [
    { type: 'work', value: 'A+B@x.com', primary: true },
    { type: 'home', value: 'jane@example.org' },
  ],
  roles: [{ value: 'Admin', primary: true }],
  meta: {
    resourceType: 'User',
    created: '2026-01-31T23:30:00.000Z',
    lastModified: '2026-02-01T00:00:00.000Z',
    location: 'https://h/scim/v2/acme/Users/48af03ac-28ad-4fb8-8478-000000000001',
    version: 'W/"1"',
  },
  groups: [{ value: 'g1', display: 'Tour Guides' }],
  [ENT]: { employeeNumber: '701984', manager: { value: 'm1' } },
};

const ADMINS: JsonObject = { id: 'g1', displayName: 'Admins (EU) & "co"', members: [{ value: 'u1' }, { value: 'u2' }] };

describe('a filter on users', () => {
  it.each<[string, boolean]>([
    ['userName Eq "BJENSEN@x.com"', true],
    ['USERNAME eq "bjensen@x.com"', true],
    [`${CORE}:userName sw "B"`, true],
    [`${CORE.toLowerCase()}:USERNAME sw "J"`, false],
    ['name.familyName co "O\'Malley"', true],
    ['displayName eq "He said \\"hi\\" \\\\ ok"', true],
    ['name.givenName eq "zo\\u00e9"', true],
    ['name.givenName eq "Zoe\\u0301"', true],
    ['title pr and userType eq "Other" or userType eq "Employee"', true],
    ['userType eq "Employee" or title pr and nickName pr', true],
    ['(userType eq "Employee" or title pr) and nickName pr', false],
    ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', true],
    ['not (userName eq "x") and active eq true', false],
    ['not (userName eq "x") and active eq false', true],
    ['not(userName eq "bjensen@x.com")', false],
    ['emails[type eq "work" and value co "@x.com"]', true],
    ['emails[type eq "work" and value co "@example.org"]', false],
    ['emails.type eq "work" and emails.value co "@example.org"', true],
    ['emails[type eq "work"].value eq "a+b@x.com"', true],
    ['emails[type eq "WORK"].value sw "jane"', false],
    ['emails[primary eq true].value eq "a+b@x.com"', true],
    ['emails[type eq "work"].value pr', true],
    ['emails[type eq "other"].value pr', false],
    ['emails[type eq "other"].value eq null', true],
    ['emails[type eq "work"].value eq null', false],
    ['emails[type eq "work"].value ne null', true],
    ['emails[type eq "work"].value ne "a+b@x.com"', false],
    ['emails[type eq "home"].value ne "a+b@x.com"', true],
    ['emails[type eq "other"].value ne "a+b@x.com"', true],
    ['emails[type eq "work"].display ne "x"', true],
    ['emails[not (type sw "work")]', true],
    ['emails[not (type sw "work") and not (type sw "home")]', false],
    ['emails eq "A+b@X.com"', true],
    ['emails ne "a+b@x.com"', true],
    ['roles[primary eq "True"].value eq "admin"', true],
    ['roles.primary eq "false"', false],
    [`${ENT}:employeeNumber eq "701984"`, true],
    ['employeeNumber eq 701984', true],
    [`${ENT}:manager eq "m1"`, true],
    [`${ENT}:manager.value eq "m1" and manager[value eq "m1"]`, true],
    ['manager eq "m2"', false],
    [`schemas eq "${ENT}"`, true],
    [`schemas eq "urn:other"`, false],
    ['meta.created ge "2026-01-31T18:30:00-05:00"', true],
    ['meta.created gt "2026-01-31T18:30:00-05:00"', false],
    ['meta.lastModified lt "2026-02-01T00:00:00.001Z"', true],
    ['meta.resourceType eq User', true],
    ['meta.resourceType eq "user"', false],
    ['meta.version eq "W/\\"1\\""', true],
    ['active eq false', true],
    ['active eq "False"', true],
    ['active eq TRUE', false],
    ['active ne "true"', true],
    ['id eq "not-a-uuid"', false],
    ['id eq "48AF03AC-28AD-4FB8-8478-000000000001"', false],
    ['id eq "48af03ac-28ad-4fb8-8478-000000000001" and manager eq "m1"', true],
    ['externalId eq jyoung', false],
    ['externalId eq Jyoung', true],
    ['externalId eq"Jyoung"', true],
    ['userName eq bjensen@x.com', true],
    ['userName eq undefined.x', false],
    ['name.givenName eq Zoé', true],
    ['externalId eq a_b-c+d:e', false],
    ['employeeNumber eq -1.5e3', false],
    ['  userName   sw   "bj"  ', true],
    ['nickName ne "x"', true],
    ['nickName eq null', true],
    ['nickName ne null', false],
    ['title eq null', false],
    ['title ne "engineer"', false],
    ['groups.value eq "g1"', true],
    ['groups[display co "guides"]', true],
    ['groups eq "g2"', false],
    ['emails pr and name pr and manager pr', true],
    ['photos pr', false],
    ['title gt "ENGINE" and title lt "engineer2" and title ge "engineer" and title le "ENGINEER"', true],
  ])('%s: %s', (text, expected) => {
    const filter = parseFilter(text, USER);
    expect(matchesFilter(filter, JANE)).toBe(expected);
    const { id = '', schemas = [], meta = {}, groups = [] } = JANE;
    const stored = compareForm(JANE, USER);
    expect(matchesFilter(filter, { ...stored, id, schemas, meta, groups })).toBe(expected);
  });

  it('orders by code point', () => {
    const filter = parseFilter('title gt "\uffee"', USER);
    expect(matchesFilter(filter, { title: '\u{1f600}' })).toBe(true);
  });
});

describe('a filter on groups', () => {
  it.each<[string, boolean]>([
    ['members eq "u2"', true],
    ['members.value eq "u2"', true],
    ['members[value eq "u2"]', true],
    ['members[value eq "u3"]', false],
    ['displayName eq "admins (eu) & \\"CO\\""', true],
    ['id eq "g1" and members eq "u1"', true],
    ['members pr', true],
  ])('%s: %s', (text, expected) => {
    expect(matchesFilter(parseFilter(text, GROUP), ADMINS)).toBe(expected);
  });
});

describe('what is no filter', () => {
  it.each([
    '',
    ' ',
    'userName',
    'userName xx "a"',
    'userName eq',
    'userName eq and',
    '(userName eq "a"',
    'userName eq "a")',
    'userName eq "a" banana',
    'userName eq "a" and',
    'and userName pr',
    'active gt true',
    'active co "tr"',
    'active eq "yes"',
    'noSuchAttr eq "a"',
    'userName.foo eq "a"',
    'name.familyName.more eq "a"',
    'urn:other:User:userName eq "a"',
    `${CORE} eq "a"`,
    'emails[type eq "work"',
    'emails[type eq "work"].nope eq "a"',
    'emails[emails.type eq "work"]',
    'emails[noSuch eq "work"]',
    'emails[type[value eq "a"]]',
    'emails[]',
    'userName[value eq "a"]',
    'not userName pr',
    'name eq "x"',
    'addresses co "x"',
    'userName gt null',
    'userName sw bare',
    "userName eq 'a'",
    'userName eq {}',
    'userName eq {"a"}',
    'userName eq a,b',
    'userName eq a/b',
    'userName eq <a>',
    'userName eq *',
    "active eq 'true'",
    "emails[type eq 'work']",
    'x509Certificates.value gt "a"',
    'meta.created eq "yesterday"',
    'meta.created eq "2026-13-01T00:00:00Z"',
    'meta.created co "2026"',
    'password eq "x"',
    'userName eq "unclosed',
    'userName eq "bad \\q escape"',
    'userName eq "nul \\u0000"',
    'userName eq "half \\ud800"',
    '('.repeat(51) + 'userName pr' + ')'.repeat(51),
    'not ('.repeat(5000) + 'userName pr',
    `userName eq "${'x'.repeat(10_240)}"`,
  ])('%.60s', (text) => {
    expect(refusalOf(() => parseFilter(text, USER))).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });

  it('but a long chain is one', () => {
    const chain = Array.from({ length: 400 }, () => 'title pr').join(' or ');
    expect(matchesFilter(parseFilter(chain, USER), JANE)).toBe(true);
  });
});

describe('a search over several types', () => {
  it.each<[string, boolean]>([
    ['members eq "x"', false],
    ['members ne "x"', true],
    ['members eq null', true],
    ['members pr', false],
    ['userName sw "b" or members eq "x"', true],
  ])('%s finds no value in the other type: %s', (text, expected) => {
    expect(matchesFilter(parseFilter(text, USER, 'absent'), JANE)).toBe(expected);
  });
});
