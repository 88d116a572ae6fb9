import type { Asked } from './fault.js';
import type { Population } from './population.js';
import { type IdForm, renderCatalog, renderId, renderMember, renderPerson } from './render.js';
import { madeRows, type Rows, sliceRows } from './rows.js';
import type { Spelling } from './spelling.js';

export interface SiteManner {
  bareArrays: boolean;
  ids: IdForm;
  names: Spelling;
}

export type Site = Population & { readonly manner: SiteManner };

/** What a path asks for; filter parameters are ignored, as the framework does. Null: no such path. */
export function parsePath(url: URL, { index }: Spelling): Asked | null {
  const page = Number(url.searchParams.get('page') ?? '1');
  if (!Number.isSafeInteger(page) || page < 1) return null;
  const [first = '', group = '', last, ...rest] = url.pathname.slice('/api/v1/'.length).replace(/\/$/, '').split('/');
  if (last === 'members' && first === index.usergroups && rest.length === 0) {
    return { endpoint: 'members', page, group: Number(group.replace(/^x-/, '')) };
  }
  if (group !== '') return null;
  if (first === '') return { endpoint: 'index', page, group: null };
  const endpoint = (['people', 'catalogs', 'usergroups'] as const).find((name) => index[name] === first);
  return endpoint === undefined ? null : { endpoint, page, group: null };
}

/** The right answer, or null for a 404: a page past the end, a group that does not exist. */
export function listOf(site: Site, asked: Asked, pageSize: number, origin: string): unknown {
  const { names } = site.manner;
  if (asked.endpoint === 'index') {
    const links = Object.values(names.index).map((name) => [name, `${origin}/api/v1/${name}/`]);
    return Object.fromEntries([['organizations', `${origin}/api/v1/organizations/`], ...links]);
  }
  const rows = rowsOf(site, asked);
  if (rows === null) return null;
  if (site.manner.bareArrays) return asked.page === 1 ? sliceRows(rows, 0, rows.length) : null;
  const start = (asked.page - 1) * pageSize;
  if (start >= rows.length && asked.page > 1) return null;
  const link = (page: number): string => `${origin}${pathOf(asked, site.manner)}${page > 1 ? `?page=${page}` : ''}`;
  return {
    [names.page.count]: rows.length,
    [names.page.next]: start + pageSize < rows.length ? link(asked.page + 1) : null,
    previous: asked.page > 1 ? link(asked.page - 1) : null,
    [names.page.results]: sliceRows(rows, start, start + pageSize),
  };
}

/** All rows that an endpoint lists, on the wire's form. */
function rowsOf(site: Site, { endpoint, group }: Asked): Rows<unknown> | null {
  const { names, ids } = site.manner;
  switch (endpoint) {
    case 'people':
      return mapRows(site.everybody(), (person) => renderPerson(person, names.person, ids));
    case 'catalogs':
      return mapRows(site.catalogs, (catalog) => renderCatalog(catalog, names.catalog, ids));
    case 'usergroups':
      return mapRows([...site.groups.keys()], (id) => ({ id: renderId(id, ids), name: `Group ${id}` }));
    case 'members': {
      const members = site.groups.get(group ?? 0);
      return members === undefined ? null : mapRows(members, (id) => renderMember(id, names.member, ids));
    }
    default:
      return null;
  }
}

function mapRows<Row>(rows: Rows<Row>, render: (row: Row) => unknown): Rows<unknown> {
  return madeRows(rows.length, (index) => {
    const row = rows.at(index);
    return row === undefined ? undefined : render(row);
  });
}

function pathOf({ endpoint, group }: Asked, { names, ids }: SiteManner): string {
  if (endpoint === 'index') return '/api/v1/';
  if (endpoint !== 'members') return `/api/v1/${names.index[endpoint]}/`;
  return `/api/v1/${names.index.usergroups}/${renderId(group ?? 0, ids)}/members/`;
}
