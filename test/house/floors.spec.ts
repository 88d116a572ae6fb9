import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Rooms by floor, the lowest first. A room may import lower floors and itself; neighbours are strangers. */
const floors: readonly (readonly string[])[] = [
  ['common', 'scim-core'],
  ['config'],
  ['database'],
  ['audit'],
  ['organizations', 'directory'],
  ['credentials'],
  ['scim', 'membership', 'lcvista', 'webhooks'],
  ['jobs'],
  ['admin', 'digest', 'health', 'demo'],
];

/** Where a neighbour or the roof may be imported after all, and why. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  // The protocol core compares texts by the one rule that everybody uses.
  'scim-core': ['common'],
  // The admin API shows the weekly reviews beside everything else.
  admin: ['digest'],
};

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../src');

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

function importsOf(file: string): Import[] {
  const path = join(root, file);
  const room = file.split('/')[0] ?? '';
  const lines = readFileSync(path, 'utf8').matchAll(/(?:from|import) '([^']+)'/g);
  return [...lines].map(([, target = '']) => ({
    file,
    room,
    target: target.startsWith('.') ? relative(root, resolve(dirname(path), target)) : `package:${target}`,
  }));
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const imports = files.flatMap(importsOf);

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

function isAllowed({ room, target }: Import): boolean {
  const other = target.split('/')[0] ?? '';
  if (other === room || floorOf(other) === -1) return true;
  return (exceptions[room] ?? []).includes(other) || floorOf(other) < floorOf(room);
}

describe('the house', () => {
  it('has a floor for every room', () => {
    const rooms = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0] ?? ''));
    expect([...rooms].filter((room) => floorOf(room) === -1)).toEqual(['http']);
  });

  it('imports run down only, never up, never sideways', () => {
    const inside = imports.filter(({ room }) => floorOf(room) !== -1);
    expect(inside.length).toBeGreaterThan(1_000);
    const wrong = inside.filter((entry) => !isAllowed(entry));
    expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it('no room imports the roof, except the demo, which starts the service', () => {
    const roofed = imports.filter(({ room, target }) => floorOf(room) !== -1 && isRoof(target));
    expect(roofed.filter(({ room }) => room !== 'demo').map(({ file }) => file)).toEqual([]);
  });

  it.each(['common', 'scim-core'])('%s knows neither the framework nor a database', (room) => {
    const foreign = imports.filter(
      (entry) => entry.room === room && /^package:(@nestjs|typeorm|pg|fastify)\b/.test(entry.target),
    );
    expect(foreign.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
});

function isRoof(target: string): boolean {
  return target.startsWith('http/') || (!target.includes('/') && !target.startsWith('package:'));
}
