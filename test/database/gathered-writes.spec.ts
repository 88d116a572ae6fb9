import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../src/common/domain-error.js';
import { ConstraintViolation } from '../../src/database/database-error.js';
import { GatheredWrites } from '../../src/database/gathered-writes.js';
import { mostTogether } from '../../src/database/gathering.js';
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

/** What was asked for has been sent by then. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Two statements are under way, of `a` and of `b`, and the others wait. */
async function busy(scene: Scene, ...others: string[]): Promise<Promise<Item | undefined>[]> {
  const all: Promise<Item | undefined>[] = [];
  for (const id of ['a', 'b']) {
    all.push(scene.add(id));
    await turn();
  }
  return [...all, ...others.map((id) => scene.add(id))];
}

describe('writes of one organization that come at the same time', () => {
  it('go together', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c'].map((id) => scene.add(id));
    await turn();
    expect(scene.ids).toEqual([['a', 'b', 'c']]);
    scene.answer(0);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c'].map((id) => ({ id })));
  });

  it('wait while two statements are under way', async () => {
    const scene = new Scene();
    const all = await busy(scene, 'c', 'd');
    await turn();
    expect(scene.ids).toEqual([['a'], ['b']]);
    scene.answer(0);
    await turn();
    expect(scene.ids).toEqual([['a'], ['b'], ['c', 'd']]);
    scene.answer(1);
    scene.answer(2);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'].map((id) => ({ id })));
  });

  it('begin anew when all are done', async () => {
    const scene = new Scene();
    for (const [at, id] of ['a', 'b'].entries()) {
      const one = scene.add(id);
      await turn();
      expect(scene.ids.at(-1)).toEqual([id]);
      scene.answer(at);
      expect(await one).toEqual({ id });
    }
  });

  it('are never more than a statement should hold', async () => {
    const scene = new Scene();
    const all = names(2 * mostTogether + 12).map((id) => scene.add(id));
    await turn();
    expect(scene.ids.map((ids) => ids.length)).toEqual([mostTogether, mostTogether]);
    scene.answer(0);
    await turn();
    expect(scene.ids.map((ids) => ids.length)).toEqual([mostTogether, mostTogether, 12]);
    scene.answer(1);
    scene.answer(2);
    expect(await Promise.all(all)).toEqual(names(2 * mostTogether + 12).map((id) => ({ id })));
  });

  it('are never two of the same thing in one statement', async () => {
    const scene = new Scene();
    void (await busy(scene, 'c', 'c', 'd'));
    scene.answer(0);
    await turn();
    expect(scene.ids[2]).toEqual(['c', 'd']);
    scene.answer(1);
    await turn();
    expect(scene.ids[3]).toEqual(['c']);
  });

  it('keep to themselves in each organization', async () => {
    const scene = new Scene();
    for (const id of ['a', 'b']) void scene.add(id);
    void scene.add('x', 'globex');
    await turn();
    expect(scene.sent.map(({ organizationId, ids }) => [organizationId, ...ids])).toEqual([
      ['acme', 'a', 'b'],
      ['globex', 'x'],
    ]);
  });

  it('are told apart: what was left out has to be done by itself', async () => {
    const scene = new Scene();
    const all = ['a', 'b'].map((id) => scene.add(id));
    await turn();
    scene.answer(0, ['b']);
    expect(await Promise.all(all)).toEqual([undefined, { id: 'b' }]);
  });

  it('are each done by itself when one of them contradicts what is stored', async () => {
    const scene = new Scene();
    const all = ['a', 'b'].map((id) => scene.add(id));
    await turn();
    scene.sent[0]?.fail(new ConstraintViolation('unique', 'member_user_name_unique', null));
    expect(await Promise.all(all)).toEqual([undefined, undefined]);
  });

  it('all fail when the database is away, since nobody knows what it has done, and those behind them too', async () => {
    const scene = new Scene();
    const all = await busy(scene, 'c', 'd');
    scene.sent[0]?.fail(away);
    const failed = all.filter((_, at) => at !== 1);
    const ends = await Promise.allSettled(failed);
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason: away })));
    expect(scene.ids).toEqual([['a'], ['b']]);
  });

  it('go on after a failure', async () => {
    const scene = new Scene();
    const [first] = await busy(scene);
    scene.sent[0]?.fail(away);
    await expect(first).rejects.toBe(away);
    void scene.add('c');
    await turn();
    expect(scene.ids).toEqual([['a'], ['b'], ['c']]);
  });
});
