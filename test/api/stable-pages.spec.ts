import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AdminHouse } from '../admin/admin-house.js';
import { routesOf } from './documented-routes.js';
import { ListedThings, listSources } from './list-world.js';

let house: AdminHouse;

beforeAll(async () => {
  house = await AdminHouse.open();
});

afterAll(() => house.close());

describe('the pages of a list', () => {
  it('are tried for every list of the document', async () => {
    const { body } = await house.app.request('GET', '/openapi.json');
    const lists = routesOf(body).filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'cursor'));
    const known = listSources.map(({ path }) => `/api/v1${path}`);
    expect(known.toSorted()).toEqual(lists.map(({ path }) => path).toSorted());
  });

  it.each(listSources.map((source, at) => [source.path, source, `list-${at}`] as const))(
    'of %s stay whole while rows come and go',
    async (_, source, slug) => {
      const list = await ListedThings.of(house, source, slug);
      await list.add(1, 2, 3, 4, 5, 6);
      const before = (await list.page('limit=200')).keys;
      expect(before.length).toBeGreaterThanOrEqual(6);
      expect(new Set(before).size).toBe(before.length);

      const first = await list.page('limit=2');
      expect([first.keys, first.total]).toEqual([before.slice(0, 2), before.length]);
      const [shown = '', unseen = ''] = [before[0], before.at(-2)];
      await list.remove(shown);
      await list.remove(unseen);
      await list.add(7, 8, 9);
      const rest = await list.rest(2, first.nextCursor);

      const seen = [...first.keys, ...rest];
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen.filter((key) => before.includes(key))).toEqual(before.filter((key) => key !== unseen));
      const after = (await list.page('limit=200')).keys;
      expect(rest).toEqual(after.slice(after.indexOf(before[1] ?? '') + 1));
    },
  );

  it.each(listSources.map(({ path }) => [path] as const))(
    'of %s begin nowhere but where a page ended',
    async (path) => {
      const source = listSources.find((one) => one.path === path);
      if (source === undefined) throw new Error(path);
      const list = await ListedThings.of(house, source, `odd-${listSources.indexOf(source)}`);
      for (const cursor of [
        'nonsense',
        'WyJ4Iiwi4pyTIl0',
        'W10',
        Buffer.from('["a","b","c","d"]').toString('base64url'),
      ]) {
        await expect(list.page(`cursor=${cursor}`)).rejects.toThrow('"field":"cursor"');
      }
    },
  );
});
