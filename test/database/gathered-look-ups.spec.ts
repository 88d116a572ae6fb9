import { describe, expect, it } from '@jest/globals';
import { GatheredLookUps } from '../../src/database/gathered-look-ups.js';
import { mostTogether } from '../../src/database/gathering.js';
import type { LookUp } from '../../src/database/statement.js';

interface Answer {
  readonly asked: number;
  readonly value: unknown;
}

/** One statement that was sent and has yet to be answered. */
interface Sent {
  readonly name: string | undefined;
  readonly lists: unknown[][];
  /** Answers each question with its own first value, or with the rows given. */
  answer(rows?: readonly Answer[]): void;
  fail(error: unknown): void;
}

class Scene {
  readonly sent: Sent[] = [];
  readonly lookUps = new GatheredLookUps(
    ({ name, values }) =>
      new Promise((resolve, reject) => {
        const lists = values as unknown[][];
        const own = lists[0]?.map((value, at) => ({ asked: at + 1, value })) ?? [];
        this.sent.push({ name, lists, answer: (rows = own) => resolve([...rows]), fail: reject });
      }),
  );

  find(value: unknown, lookUp = byName): Promise<Answer[]> {
    return this.lookUps.find<Answer>(lookUp, [value]);
  }

  get values(): unknown[] {
    return this.sent.map(({ lists }) => lists[0]);
  }
}

const byName = declared('by-name');
const away = Object.assign(new Error('connection terminated unexpectedly'), { code: 'ECONNRESET' });
const slow = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
const names = (count: number) => Array.from({ length: count }, (_, at) => `n${at}`);
/** What was asked has been sent by then. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

function declared(name: string, types = ['text']): LookUp {
  return { name, text: 'select', types };
}

describe('look-ups that are asked at the same time', () => {
  it('go together, and each gets the rows of its own question', async () => {
    const scene = new Scene();
    const all = ['a', 'b', 'c'].map((name) => scene.find(name));
    await turn();
    expect(scene.values).toEqual([['a', 'b', 'c']]);
    scene.sent[0]?.answer([
      { asked: 3, value: 1 },
      { asked: 1, value: 2 },
      { asked: 3, value: 3 },
    ]);
    expect(await Promise.all(all)).toEqual([
      [{ asked: 1, value: 2 }],
      [],
      [
        { asked: 3, value: 1 },
        { asked: 3, value: 3 },
      ],
    ]);
  });

  it('bring a list for each parameter', async () => {
    const scene = new Scene();
    const lookUp = declared('of-two', ['uuid', 'text']);
    void scene.lookUps.find(lookUp, ['acme', 'a']);
    void scene.lookUps.find(lookUp, ['other', null]);
    await turn();
    expect(scene.sent[0]?.lists).toEqual([
      ['acme', 'other'],
      ['a', null],
    ]);
  });

  it('wait while two statements are under way, and not for those of another look-up', async () => {
    const scene = new Scene();
    const all: Promise<Answer[]>[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      all.push(scene.find(name));
      await turn();
    }
    all.push(scene.find('e', declared('by-id')));
    await turn();
    expect(scene.values).toEqual([['a'], ['b'], ['e']]);
    scene.sent[1]?.answer();
    await turn();
    expect(scene.values).toEqual([['a'], ['b'], ['e'], ['c', 'd']]);
    for (const sent of scene.sent) sent.answer();
    expect((await Promise.all(all)).flat().map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('are never more than a statement should hold', async () => {
    const scene = new Scene();
    const all = names(2 * mostTogether + 12).map((name) => scene.find(name));
    await turn();
    const sizes = () => scene.sent.map(({ lists }) => lists[0]?.length);
    expect(sizes()).toEqual([mostTogether, mostTogether]);
    scene.sent[0]?.answer();
    await turn();
    expect(sizes()).toEqual([mostTogether, mostTogether, 12]);
    for (const sent of scene.sent) sent.answer();
    expect((await Promise.all(all)).flat().map(({ value }) => value)).toEqual(names(2 * mostTogether + 12));
  });
});

describe('a look-up that cannot be answered', () => {
  it('fails alone', async () => {
    const scene = new Scene();
    const bad = new Error('invalid input syntax');
    const all = Promise.allSettled(['a', 'bad', 'c'].map((name) => scene.find(name)));
    await turn();
    scene.sent[0]?.fail(bad);
    await turn();
    scene.sent[1]?.answer();
    await turn();
    scene.sent[2]?.fail(bad);
    await turn();
    scene.sent[3]?.answer();
    expect(scene.values).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails before anything is asked when it brings too few values', async () => {
    const scene = new Scene();
    await expect(scene.lookUps.find(declared('of-three', ['uuid', 'uuid', 'text']), ['a', 'b'])).rejects.toThrow(
      'of-three takes 3 values',
    );
    expect(scene.sent).toEqual([]);
  });

  it('by itself, since the database goes away meanwhile, takes those with it that were still to be asked', async () => {
    const scene = new Scene();
    const all = Promise.allSettled(['a', 'b', 'c'].map((name) => scene.find(name)));
    await turn();
    scene.sent[0]?.fail(new Error('invalid input syntax'));
    await turn();
    scene.sent[1]?.answer();
    await turn();
    scene.sent[2]?.fail(away);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(scene.values).toEqual([['a', 'b', 'c'], ['a'], ['b']]);
  });

  it.each([
    ['is away', away],
    ['takes too long', slow],
  ])('because the database %s fails with all that wait behind it; the next one is asked', async (_why, error) => {
    const scene = new Scene();
    const all = ['a', 'b', 'c'].map(async (name) => scene.find(name).catch((error: unknown) => error));
    await turn();
    const second = scene.find('d');
    await turn();
    const behind = scene.find('e').catch((error: unknown) => error);
    scene.sent[0]?.fail(error);
    expect(await Promise.all([...all, behind])).toEqual([error, error, error, error]);
    scene.sent[1]?.answer();
    expect(await second).toEqual([{ asked: 1, value: 'd' }]);
    const next = scene.find('f');
    await turn();
    scene.sent[2]?.answer();
    expect(await next).toEqual([{ asked: 1, value: 'f' }]);
  });
});

describe('before the connections end', () => {
  it('what was asked is answered', async () => {
    const scene = new Scene();
    const found = scene.find('a');
    let settled = false;
    const settling = scene.lookUps.settle().then(() => (settled = true));
    await turn();
    await turn();
    expect(settled).toBe(false);
    scene.sent[0]?.answer();
    expect(await found).toEqual([{ asked: 1, value: 'a' }]);
    await settling;
    await scene.lookUps.settle();
  });
});
