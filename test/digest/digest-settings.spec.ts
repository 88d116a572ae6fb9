import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DigestHouse } from './digest-house.js';

const monday = { weekday: 'monday', recipients: ['ann@acme.com', 'Bob@acme.com'] };

describe('the settings of the weekly review', () => {
  let house: DigestHouse;

  beforeAll(async () => {
    house = await DigestHouse.open('2026-01-07T12:00:00Z');
    await house.organization('acme');
    await house.organization('other');
  });

  afterAll(() => house.close());

  it('are set, read, changed and removed, and each change is in the audit trail', async () => {
    expect(await house.send('GET', 'acme', 'digest')).toMatchObject({ status: 404, body: { code: 'digest-not-set' } });
    const set = await house.send('PUT', 'acme', 'digest', monday);
    expect(set).toMatchObject({ status: 200, body: { ...monday, nextDigestAt: '2026-01-12T12:00:00.000Z' } });
    expect((await house.send('GET', 'acme', 'digest')).body).toEqual(set.body);
    const friday = { weekday: 'friday', recipients: ['ann@acme.com'] };
    const changed = await house.send('PUT', 'acme', 'digest', friday);
    expect(changed.body).toEqual({ ...friday, nextDigestAt: '2026-01-09T12:00:00.000Z' });
    expect((await house.send('DELETE', 'acme', 'digest')).status).toBe(204);
    expect((await house.send('DELETE', 'acme', 'digest')).status).toBe(404);
    const { items } = (await house.send('GET', 'acme', 'audit-events?kind=digest')).body;
    expect(items.map(({ kind, before, after }: Record<string, unknown>) => ({ kind, before, after }))).toEqual([
      { kind: 'digest.removed', before: friday, after: null },
      { kind: 'digest.set', before: monday, after: friday },
      { kind: 'digest.set', before: null, after: monday },
    ]);
  });

  it('keep the day that is due when only the recipients change', async () => {
    await house.send('PUT', 'acme', 'digest', monday);
    house.clock.set('2026-01-12T12:00:30Z');
    const changed = await house.send('PUT', 'acme', 'digest', { ...monday, recipients: ['eve@acme.com'] });
    expect(changed.body.nextDigestAt).toBe('2026-01-12T12:00:00.000Z');
  });

  it.each([
    ['weekday', { ...monday, weekday: 'someday' }],
    ['weekday', { recipients: ['ann@acme.com'] }],
    ['recipients', { weekday: 'monday' }],
    ['recipients', { weekday: 'monday', recipients: [] }],
    ['recipients', { weekday: 'monday', recipients: 'ann@acme.com' }],
    ['recipients', { weekday: 'monday', recipients: ['no address'] }],
    ['recipients', { weekday: 'monday', recipients: [17] }],
    ['recipients', { weekday: 'monday', recipients: ['ann@acme.com\r\nBcc: all@acme.com'] }],
    ['recipients', { weekday: 'monday', recipients: ['ann@acme.com', 'ANN@acme.com '] }],
    ['recipients', { weekday: 'monday', recipients: ['ann@acme.com', 'Ann@ACME.com'] }],
    ['recipients', { weekday: 'monday', recipients: Array.from({ length: 21 }, (_, at) => `p${at}@acme.com`) }],
    ['language', { ...monday, language: 'fr' }],
  ])('refuse a wrong %s by name', async (field, body) => {
    const answer = await house.send('PUT', 'other', 'digest', body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [expect.objectContaining({ field })] } });
    expect((await house.send('GET', 'other', 'digest')).status).toBe(404);
  });

  it('are read by a viewer and changed by an administrator, of this organization only', async () => {
    const token = async (slug: string, scope: string): Promise<string> =>
      (await house.send('POST', slug, 'tokens', { name: scope, scope })).body.token;
    const [viewer, admin, stranger] = await Promise.all([
      token('acme', 'viewer'),
      token('acme', 'admin'),
      token('other', 'admin'),
    ]);
    const statuses = async (bearer: string): Promise<number[]> => [
      (await house.send('PUT', 'acme', 'digest', monday, bearer)).status,
      (await house.send('GET', 'acme', 'digest', undefined, bearer)).status,
      (await house.send('GET', 'acme', 'digests', undefined, bearer)).status,
    ];
    expect(await statuses(viewer)).toEqual([403, 200, 200]);
    expect(await statuses(admin)).toEqual([200, 200, 200]);
    expect(await statuses(stranger)).toEqual([404, 404, 404]);
    expect((await house.send('DELETE', 'acme', 'digest', undefined, viewer)).status).toBe(403);
  });
});
