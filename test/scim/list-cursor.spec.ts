import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { ListCursors } from '../../src/scim/lists/list-cursor.js';

const [former, current] = [randomBytes(32), randomBytes(32)];
const now = new Date('2026-01-05T12:00:00Z');
const place = { seq: 7, id: '0b54f8d8-5f0e-4c5e-a4b5-2f8a4b0f8f01', sortKey: null };

describe('cursors of SCIM lists', () => {
  it('outlive a change of the encryption key while the former one is at hand', () => {
    const cursor = new ListCursors([former], 600).write('users of acme', place, 0, now);
    expect(new ListCursors([current, former], 600).read('users of acme', cursor, now).key).toEqual(place);
    expect(() => new ListCursors([current], 600).read('users of acme', cursor, now)).toThrow('not given for this list');
  });

  it('are written with the current key', () => {
    const cursor = new ListCursors([current, former], 600).write('users of acme', place, 0, now);
    expect(new ListCursors([current], 600).read('users of acme', cursor, now).key).toEqual(place);
    expect(() => new ListCursors([current], 600).read('groups of acme', cursor, now)).toThrow(
      'not given for this list',
    );
  });
});
