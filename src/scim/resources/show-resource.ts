import type { ResourceRow } from '../../directory/resource-row.js';
import type { JsonObject } from '../../scim-core/json/json-value.js';
import { project } from '../../scim-core/resource/project.js';
import { isWholeBut, type Projection } from '../../scim-core/resource/projection.js';
import type { ResourceType } from '../../scim-core/schema/resource-type.js';
import type { ScimLocations } from '../scim-locations.js';
import { presentMeta } from './present-meta.js';

/** A type as it is shown: what is kept apart from its stored resources, and its `schemas` as JSON. */
interface Shown {
  readonly heldApart: string;
  readonly schemas: string;
  readonly extendedSchemas: string;
}

const shownTypes = new Map<ResourceType, Shown>();

/**
 * A stored resource as an answer shows it. Mostly all of it is wanted: then what the database wrote is passed on as it
 * is, which is what `project` would make of it, since only canonical resources are stored.
 *
 * @param row with what is held apart, where the projection shows that
 * @returns JSON
 */
export function showResource(
  row: ResourceRow,
  type: ResourceType,
  projection: Projection,
  locations: ScimLocations,
): string {
  const { heldApart, schemas, extendedSchemas } = shownAs(type);
  const location = type.name === 'User' ? locations.user(row.id) : locations.group(row.id);
  const meta = JSON.stringify(presentMeta(type.name, row, location));
  const apart = row.apart === null ? '' : `,"${heldApart}":${row.apart}`;
  const content = row.resource.slice(1, -1);
  const whole = `{"schemas":${row.extended ? extendedSchemas : schemas},"id":"${row.id}",${content},"meta":${meta}${apart}}`;
  if (isWholeBut(projection, heldApart)) return whole;
  return JSON.stringify(project(JSON.parse(whole) as JsonObject, type, projection));
}

function shownAs(type: ResourceType): Shown {
  const known = shownTypes.get(type);
  if (known !== undefined) return known;
  const [heldApart = ''] = type.heldApart;
  const extended = [type.schema.id, ...type.extensions.map(({ id }) => id)];
  const shown = { heldApart, schemas: JSON.stringify([type.schema.id]), extendedSchemas: JSON.stringify(extended) };
  shownTypes.set(type, shown);
  return shown;
}
