import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../../src/database/database.js';
import { DigestMaker } from '../../src/digest/digest-maker.service.js';
import { DigestRepository } from '../../src/digest/digest.repository.js';
import { DigestHouse } from './digest-house.js';
import { MailHouse, type Manner } from './mail-house.js';

describe('the mail of the weekly review', () => {
  let mail: MailHouse;
  let house: DigestHouse;
  let serial = 0;

  beforeAll(async () => {
    mail = await MailHouse.open({
      onRcptTo: ({ address }, _session, answer) =>
        answer(address.startsWith('nobody') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    });
    house = await DigestHouse.open('2026-01-02T12:00:00Z', mail.url);
  });

  afterEach(() => {
    mail.manner = 'accept';
    mail.arrived.length = 0;
    mail.read = 0;
  });

  afterAll(async () => {
    await house.close();
    await mail.close();
  });

  /** A review that was made, and tried to be sent, on Monday, 5 January, at noon. */
  async function review(recipients: string[], manner: Manner = 'accept'): Promise<string> {
    serial += 1;
    const slug = `firm-${serial}`;
    house.clock.set('2026-01-02T12:00:00Z');
    const id = await house.withReview(slug, recipients);
    await house.person(id, '1', 'no-member');
    mail.manner = manner;
    await house.tick('2026-01-05T12:00:00Z');
    return slug;
  }

  it('goes to all recipients at once, as text and as HTML, and is noted as sent', async () => {
    const slug = await review(['ann@acme.com', 'bob@acme.com']);
    expect(mail.arrived).toHaveLength(1);
    const [{ from, to, source }] = mail.arrived as [(typeof mail.arrived)[number]];
    expect({ from, to }).toEqual({ from: 'muster@lms.example', to: ['ann@acme.com', 'bob@acme.com'] });
    expect(source).toContain('From: Muster <muster@lms.example>');
    expect(source).toContain(`Subject: Firm ${slug}: 1 not mapped, week 2 of 2026`);
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toMatch(/Message-ID: <digest\.[0-9a-f-]{36}@lms\.example>/);
    expect(source).toContain('Content-Type: text/plain; charset=utf-8');
    expect(source).toContain('Content-Type: text/html; charset=utf-8');
    expect(await house.digests(slug)).toMatchObject([{ sentAt: '2026-01-05T12:00:00.000Z', sendError: null }]);
    expect(await house.tick('2026-01-05T12:01:00Z')).toEqual({ made: 0, sent: 0 });
    expect(mail.arrived).toHaveLength(1);
  });

  it('is sent although one recipient is refused, and says whom', async () => {
    const slug = await review(['ann@acme.com', 'nobody@acme.com']);
    expect(mail.arrived.map(({ to }) => to)).toEqual([['ann@acme.com']]);
    const [digest] = await house.digests(slug);
    expect(digest).toMatchObject({ sentAt: expect.any(String), sendError: 'The mail server refused: nobody@acme.com' });
  });

  it('is tried three times more when the server is not ready, with growing pauses', async () => {
    const slug = await review(['ann@acme.com'], 'refuse-for-now');
    const tries: [string, number][] = [
      ['2026-01-05T12:04:59Z', 1],
      ['2026-01-05T12:05:00Z', 2],
      ['2026-01-05T12:34:59Z', 2],
      ['2026-01-05T12:35:00Z', 3],
      ['2026-01-05T14:35:00Z', 4],
      ['2026-01-05T23:00:00Z', 4],
    ];
    for (const [at, read] of tries) {
      await house.tick(at);
      expect({ at, read: mail.read }).toEqual({ at, read });
    }
    const [digest] = await house.digests(slug);
    expect(digest).toMatchObject({ sentAt: null, sendError: expect.stringContaining('451 greylisted') });
  });

  it('arrives with a later try', async () => {
    const slug = await review(['ann@acme.com'], 'refuse-for-now');
    mail.manner = 'accept';
    expect(await house.tick('2026-01-05T12:05:00Z')).toEqual({ made: 0, sent: 1 });
    expect(await house.digests(slug)).toMatchObject([{ sentAt: '2026-01-05T12:05:00.000Z', sendError: null }]);
  });

  it.each([
    ['refuse', '554 we do not like this'],
    ['hang-up', 'nobody knows whether it arrived'],
  ] as const)('is not tried again after %s', async (manner, said) => {
    const slug = await review(['ann@acme.com'], manner);
    mail.manner = 'accept';
    await house.tick('2026-01-05T18:00:00Z');
    expect({ read: mail.read, arrived: mail.arrived.length }).toEqual({ read: 1, arrived: 0 });
    expect(await house.digests(slug)).toMatchObject([{ sentAt: null, sendError: expect.stringContaining(said) }]);
  });

  it('is sent once by any number of processes', async () => {
    house.clock.set('2026-01-02T12:00:00Z');
    for (let at = 0; at < 8; at += 1) await house.withReview(`twin-${at}`, [`twin-${at}@acme.com`]);
    const neighbour = await house.neighbour();
    try {
      house.clock.set('2026-01-05T12:00:00Z');
      const apps = [house.app, neighbour, house.app, neighbour];
      await Promise.all(apps.map((app) => house.tick(undefined, app)));
      await house.tick('2026-01-05T12:01:00Z');
    } finally {
      await neighbour.stop();
    }
    const receivers = mail.arrived.flatMap(({ to }) => to);
    expect(receivers).toHaveLength(8);
    expect(new Set(receivers)).toEqual(new Set(Array.from({ length: 8 }, (_, at) => `twin-${at}@acme.com`)));
  });

  it('that a process died over is not sent again, and says so', async () => {
    house.clock.set('2026-01-02T12:00:00Z');
    await house.withReview('died');
    const noon = new Date('2026-01-05T12:00:00Z');
    const { app } = house.app;
    expect(await app.get(DigestMaker, { strict: false }).makeDue(noon)).toBe(1);
    // A process takes the review, and is never heard of again.
    const digests = app.get(DigestRepository, { strict: false });
    const installation = app.get(Database, { strict: false }).installation();
    expect(await digests.takeNext(installation, noon)).toMatchObject({ subject: expect.stringContaining('Firm died') });
    expect(await house.tick('2026-01-05T18:00:00Z')).toEqual({ made: 0, sent: 0 });
    const sendError = 'It was being sent when the service stopped: nobody knows whether it arrived.';
    expect(await house.digests('died')).toMatchObject([{ sentAt: null, sendError }]);
  });

  it('that waits is not sent once the review is switched off', async () => {
    const slug = await review(['ann@acme.com'], 'refuse-for-now');
    expect((await house.send('DELETE', slug, 'digest')).status).toBe(204);
    mail.manner = 'accept';
    await house.tick('2026-01-05T12:05:00Z');
    expect(mail.arrived).toEqual([]);
    expect(await house.digests(slug)).toHaveLength(1);
  });

  it('is not sent days later, when the server is back after a long time', async () => {
    const slug = await review(['ann@acme.com'], 'refuse-for-now');
    mail.manner = 'accept';
    expect(await house.tick('2026-01-07T12:00:01Z')).toEqual({ made: 0, sent: 0 });
    expect(await house.digests(slug)).toMatchObject([{ sentAt: null }]);
  });
});

describe('a mail server that asks for a name', () => {
  it.each([
    ['the right password', 'p%40ss', { sent: 1, sendError: null }],
    ['a wrong one', 'pass', { sent: 0, sendError: expect.stringContaining('535') }],
  ])('is given %s', async (_, password, { sent, sendError }) => {
    const mail = await MailHouse.open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password: given }, _session, answer) =>
        username === 'muster' && given === 'p@ss' ? answer(null, { user: username }) : answer(new Error('who?')),
    });
    const house = await DigestHouse.open('2026-01-02T12:00:00Z', mail.url.replace('//', `//muster:${password}@`));
    try {
      await house.withReview('named');
      expect(await house.tick('2026-01-05T12:00:00Z')).toEqual({ made: 1, sent });
      expect(await house.tick('2026-01-05T18:00:00Z')).toEqual({ made: 0, sent: 0 });
      expect(await house.digests('named')).toMatchObject([{ sendError }]);
    } finally {
      await house.close();
      await mail.close();
    }
  });
});

describe('a mail server that is away', () => {
  it('is tried again, and the answer to administrators does not say where it is', async () => {
    const house = await DigestHouse.open('2026-01-02T12:00:00Z', await closedUrl());
    try {
      await house.withReview('lonely');
      expect(await house.tick('2026-01-05T12:00:00Z')).toEqual({ made: 1, sent: 0 });
      const [digest] = await house.digests('lonely');
      expect(digest).toMatchObject({ sentAt: null, sendError: 'The mail server cannot be reached.' });
      const { rows } = await house.app.pool.query<{ send_at: Date }>('select send_at from digest');
      expect(rows).toEqual([{ send_at: new Date('2026-01-05T12:05:00Z') }]);
    } finally {
      await house.close();
    }
  });
});

/** The address of a server that was there a moment ago. */
async function closedUrl(): Promise<string> {
  const mail = await MailHouse.open();
  const { url } = mail;
  await mail.close();
  return url;
}
