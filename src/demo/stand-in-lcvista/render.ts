import type { StandInCatalog, StandInPerson } from './population.js';
import type { Spelling } from './spelling.js';

/** How a site writes its ids: most as numbers, some as texts. */
export type IdForm = 'number' | 'string';

/** A person on the wire, with keys that nobody asked for, as real APIs have. */
export function renderPerson(person: StandInPerson, names: Spelling['person'], ids: IdForm): Record<string, unknown> {
  return {
    [names.id]: renderId(person.id, ids),
    [names.username]: person.username,
    [names.email]: person.email,
    [names.firstName]: person.firstName,
    [names.lastName]: person.lastName,
    [names.isActive]: person.isActive,
    [names.created]: person.created,
    job_title: 'Auditor',
    jurisdictions: [{ state: 'ON', license: `L-${person.id}` }],
  };
}

/** A catalog with the user groups that see it, as the site spells it. */
export function renderCatalog(
  catalog: StandInCatalog,
  names: Spelling['catalog'],
  ids: IdForm,
): Record<string, unknown> {
  return {
    [names.id]: renderId(catalog.id, ids),
    [names.name]: catalog.name,
    [names.userGroups]: catalog.userGroups.map((group) => renderId(group, ids)),
    visible: true,
  };
}

/** A person's place in a user group, as the site spells it. */
export function renderMember(personId: number, names: Spelling['member'], ids: IdForm): Record<string, unknown> {
  return { [names.person]: renderId(personId, ids), added_by_rule: true };
}

/** An id as the site writes it: a number, or a text that is none. */
export function renderId(id: number, ids: IdForm): number | string {
  return ids === 'string' ? `x-${id}` : id;
}
