import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ResourceRow } from '../../src/directory/resource-row.js';
import type { JsonObject } from '../../src/scim-core/json/json-value.js';
import { readProjection } from '../../src/scim-core/resource/projection.js';
import { project } from '../../src/scim-core/resource/project.js';
import { readUser } from '../../src/scim-core/resource/read-user.js';
import { ENTERPRISE_USER_URN } from '../../src/scim-core/schema/enterprise-user-schema.js';
import { USER } from '../../src/scim-core/schema/resource-type.js';
import { presentMeta } from '../../src/scim/resources/present-meta.js';
import { showResource } from '../../src/scim/resources/show-resource.js';
import { ScimLocations } from '../../src/scim/scim-locations.js';
import { arbitraryUser } from '../scim-core/arbitrary-user.js';

const locations = new ScimLocations('https://muster.example', 'acme');
const id = '00000000-0000-4000-8000-000000000001';
const groups = [{ value: 'g', $ref: 'https://muster.example/scim/v2/acme/Groups/g', display: 'All', type: 'direct' }];

describe('a stored user that is passed on as the database wrote it', () => {
  it.each([
    ['whole', undefined, undefined],
    ['without its groups', undefined, ['groups']],
    ['without something that there is not', undefined, ['nothing']],
    ['without its name', undefined, ['name']],
    ['of which some is asked for', ['userName', 'groups.value'], undefined],
  ] as const)('%s, is what the projection makes of it', (_, attributes, excluded) => {
    const projection = readProjection(attributes, excluded, USER);
    fc.assert(
      fc.property(arbitraryUser, fc.boolean(), (body, grouped) => {
        const resource = readUser(body);
        const shownGroups = grouped && !(excluded as readonly string[] | undefined)?.includes('groups');
        const row = rowOf(resource, shownGroups);
        const shown: unknown = JSON.parse(showResource(row, USER, projection, locations));
        const meta = presentMeta('User', row, locations.user(id));
        const whole = { ...resource, id, meta, ...(shownGroups ? { groups } : {}) };
        expect(shown).toEqual(project(whole, USER, projection));
      }),
    );
  });
});

function rowOf(resource: JsonObject, grouped: boolean): ResourceRow {
  return {
    id,
    version: 3,
    created_at: new Date('2026-01-02T03:04:05.006Z'),
    last_modified: new Date('2026-02-03T04:05:06.007Z'),
    resource: JSON.stringify(resource),
    extended: Object.hasOwn(resource, ENTERPRISE_USER_URN),
    apart: grouped ? JSON.stringify(groups) : null,
  };
}
