import { compareKey } from '../../common/compare-key.js';
import type { ListPage } from './list-page.js';
import { LcvistaError } from './lcvista-error.js';
import { excerpt } from './page-fault.js';
import type { LcvistaCatalog } from './parse-row.js';

const namesShown = 50;

export interface PickedCatalog {
  readonly catalog: LcvistaCatalog;
  /** all rows of the list, whatever their name */
  readonly catalogsRead: number;
  /** keys of the first row as they are on the wire */
  readonly wireNames: readonly string[];
}

/**
 * Looks for the one catalog of a name, ignoring case, while the catalogs stream by. A catalog that comes twice because
 * rows moved between two pages is one catalog.
 *
 * @throws LcvistaError `catalog-not-found` with the names that there are, `catalog-ambiguous` with the ids
 */
export async function pickCatalog(
  pages: AsyncIterable<Pick<ListPage<LcvistaCatalog>, 'rows' | 'wireNames'>>,
  name: string,
): Promise<PickedCatalog> {
  const matches = new Map<string, LcvistaCatalog>();
  const names: string[] = [];
  let catalogsRead = 0;
  let wireNames: readonly string[] = [];
  for await (const { rows: page, wireNames: found } of pages) {
    if (catalogsRead === 0) wireNames = found;
    catalogsRead += page.length;
    names.push(...page.slice(0, namesShown - names.length).map((catalog) => catalog.name));
    for (const catalog of page) {
      if (compareKey(catalog.name) === compareKey(name)) matches.set(catalog.id, catalog);
    }
  }
  const [catalog, other] = matches.values();
  if (catalog === undefined) {
    throw new LcvistaError('catalog-not-found', `no catalog is named "${name}"; ${there(names, catalogsRead)}`);
  }
  if (other !== undefined) {
    const ids = [...matches.keys()].slice(0, namesShown).join(', ');
    throw new LcvistaError('catalog-ambiguous', `${matches.size} catalogs are named "${name}": ids ${ids}`);
  }
  return { catalog, catalogsRead, wireNames };
}

function there(names: readonly string[], total: number): string {
  if (total === 0) return 'the site shows this key no catalogs';
  const more = total > names.length ? ` and ${total - names.length} more` : '';
  return `the site has ${names.map((name) => `"${excerpt(name, 80)}"`).join(', ')}${more}`;
}
