import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/common/domain-error.js';
import { ConstraintViolation } from '../../src/database/database-error.js';
import { GatheredWrites, mostTogether } from '../../src/database/gathered-writes.js';
import type { TenantScope } from '../../src/database/scope.js';

interface Item {
  readonly id: string;
}

/** One statement that was sent and has yet to be answered. */
interface Sent {
  readonly organizationId: string;
  readonly ids: string[];
  answer(ids?: readonly string[]): void;
  fail(error: Error): void;
}

class Scene {
  readonly sent: Sent[] = [];
  readonly writes = new GatheredWrites<Item, Item>(
    ({ organizationId }, items) =>
      new Promise((resolve, reject) => {
        const ids = items.map(({ id }) => id);
        const answer = (written: readonly string[] = ids) => resolve(written.map((id) => ({ id })));
        this.sent.push({ organizationId, ids, answer, fail: reject });
      }),
  );

  add(id: string, organizationId = 'acme'): Promise<Item | undefined> {
    return this.writes.add({ organizationId } as TenantScope, { id });
  }

  get ids(): string[][] {
    return this.sent.map(({ ids }) => ids);
  }

  answer(at: number, ids?: readonly string[]): void {
    this.sent[at]?.answer(ids);
  }
}

const away = new DomainError('unavailable', 'database-unavailable', 'Not now.');
const names = (count: number) => Array.from({ length: count }, (_, at) => `n${at}`);

describe('writes of one organization that come at the same time', () => {
  it('go at once while few are under way, and together after that', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c', 'd'].map((id) => scene.add(id));
    expect(scene.ids).toEqual([['a'], ['b']]);
    scene.answer(0);
    await all[0];
    expect(scene.ids).toEqual([['a'], ['b'], ['c', 'd']]);
    scene.answer(1);
    scene.answer(2);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'].map((id) => ({ id })));
  });

  it('begin anew when all are done', async () => {
    const scene = new Scene();
    for (const [at, id] of ['a', 'b'].entries()) {
      const one = scene.add(id);
      expect(scene.ids.at(-1)).toEqual([id]);
      scene.answer(at);
      expect(await one).toEqual({ id });
    }
  });

  it('are never more than a statement should hold', async () => {
    const scene = new Scene();
    const all = names(mostTogether + 12).map((id) => scene.add(id));
    scene.answer(0);
    await all[0];
    expect(scene.ids.map((ids) => ids.length)).toEqual([1, 1, mostTogether]);
    scene.answer(1);
    await all[1];
    expect(scene.ids.map((ids) => ids.length)).toEqual([1, 1, mostTogether, 10]);
    expect(scene.ids.flat()).toEqual(names(mostTogether + 12));
  });

  it('are never two of the same thing in one statement', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c', 'c', 'd'].map((id) => scene.add(id));
    scene.answer(0);
    await all[0];
    expect(scene.ids[2]).toEqual(['c', 'd']);
    scene.answer(1);
    await all[1];
    expect(scene.ids[3]).toEqual(['c']);
  });

  it('keep to themselves in each organization', () => {
    const scene = new Scene();
    for (const id of ['a', 'b', 'c']) void scene.add(id);
    void scene.add('x', 'globex');
    expect(scene.sent.map(({ organizationId, ids }) => [organizationId, ...ids])).toEqual([
      ['acme', 'a'],
      ['acme', 'b'],
      ['globex', 'x'],
    ]);
  });

  it('are told apart: what was left out has to be done by itself', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c', 'd'].map((id) => scene.add(id));
    scene.answer(0);
    await all[0];
    scene.answer(2, ['d']);
    expect(await Promise.all(all.slice(2))).toEqual([undefined, { id: 'd' }]);
  });

  it('are each done by itself when one of them contradicts what is stored', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c', 'd'].map((id) => scene.add(id));
    scene.answer(0);
    await all[0];
    scene.sent[2]?.fail(new ConstraintViolation('unique', 'member_user_name_unique', null));
    expect(await Promise.all(all.slice(2))).toEqual([undefined, undefined]);
  });

  it('all fail when the database is away, since nobody knows what it has done, and those behind them too', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c', 'd'].map((id) => scene.add(id));
    scene.answer(0);
    await all[0];
    const late = scene.add('e');
    scene.sent[2]?.fail(away);
    const ends = await Promise.allSettled([...all.slice(2), late]);
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason: away })));
    expect(scene.ids).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('go on after a failure', async () => {
    const scene = new Scene();
    const first = scene.add('a');
    void scene.add('b');
    scene.sent[0]?.fail(away);
    await expect(first).rejects.toBe(away);
    void scene.add('c');
    expect(scene.ids).toEqual([['a'], ['b'], ['c']]);
  });
});
