import { describe, expect, it } from '@jest/globals';
import { compareCounts } from '../../src/digest/compare-counts.js';
import type { DigestContent, UnmappedPerson } from '../../src/digest/digest-content.js';
import { writeDigest } from '../../src/digest/write-digest.js';

const now = new Date('2026-01-05T12:00:00Z');

function person(id: string, changes: Partial<UnmappedPerson['lcvistaUser']> = {}): UnmappedPerson {
  const lcvistaUser = { id, username: `u${id}`, email: `p${id}@acme.com`, firstName: 'Pat', lastName: id };
  return {
    lcvistaUser: { ...lcvistaUser, isActive: true, ...changes },
    reason: 'no-member',
    since: '2026-01-02T11:00:00.000Z',
    advice: 'see above',
    suggestions: [],
  };
}

function content(changes: Partial<DigestContent> = {}): DigestContent {
  return {
    organization: 'Acme',
    week: '2026-W02',
    assigned: 10,
    mapped: 7,
    lastReadAt: new Date('2026-01-05T11:10:00Z'),
    counts: [{ reason: 'no-member', count: 2, lastWeek: 5 }],
    people: [person('1'), person('2')],
    ...changes,
  };
}

describe('a weekly review', () => {
  it('says how it stands, what there is to do, and for whom', () => {
    const { subject, text } = writeDigest(content(), now);
    expect(subject).toBe('Acme: 2 not mapped, week 2 of 2026');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'Weekly review of Acme, week 2 of 2026',
        'Mapped: 7 of 10 people who can see the catalog. Not mapped: 2. Ignored: 1.',
        'No member has the address: 2 (last week: 5)',
        expect.stringContaining('Make the two addresses identical'),
        '  - Pat 1, p1@acme.com, LCVista user 1, since 2026-01-02',
      ]),
    );
  });

  it('says that there is nothing to do', () => {
    const { subject, text } = writeDigest(content({ counts: [], people: [], mapped: 10 }), now);
    expect(subject).toBe('Acme: nothing to do, week 2 of 2026');
    expect(text).toContain('Mapped: 10 of 10 people who can see the catalog. There is nothing to do.');
  });

  it('says when LCVista was never read, or not lately', () => {
    expect(writeDigest(content({ lastReadAt: null }), now).text).toContain('has not been read yet');
    const old = new Date('2026-01-01T11:00:00Z');
    expect(writeDigest(content({ lastReadAt: old }), now).text).toContain('last read completely on 2026-01-01');
    expect(writeDigest(content(), now).text).not.toContain('last read');
  });

  it('counts those whom it does not name', () => {
    const counts = [{ reason: 'no-member' as const, count: 40, lastWeek: null }];
    const { text } = writeDigest(content({ counts }), now);
    expect(text).toContain('No member has the address: 40\n');
    expect(text).toContain('  - and 38 more');
  });

  it('names whoever may be meant, and those without name or address', () => {
    const email = 'pat+lcv@acme.com';
    const suggested = { ...person('1'), suggestions: [{ memberId: 'm', email, because: 'plus-address' as const }] };
    const nameless = person('2', { firstName: null, lastName: ' ', username: null, email: null });
    const { text } = writeDigest(content({ people: [suggested, nameless] }), now);
    expect(text).toContain('since 2026-01-02; perhaps pat+lcv@acme.com');
    expect(text).toContain('  - Somebody without a name, no address, LCVista user 2');
  });

  it('lets nobody write into it: neither lines, nor markup, nor the direction of text', () => {
    const firstName = 'Eve\r\nBcc: all@acme.com\u202e <img src="https://evil.example/x.png">';
    const hostile = content({ people: [person('1', { firstName })], organization: 'A\nB & C' });
    const { subject, text, html } = writeDigest(hostile, now);
    expect(subject).toMatch(/^A B & C: /);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text).not.toContain('\u202e');
    expect(html).toContain('&lt;img src=&quot;https://evil.example/x.png&quot;&gt;');
    expect(html).toContain('A B &amp; C');
  });

  it('holds nothing that would tell who opened it', () => {
    expect(writeDigest(content(), now).html).not.toMatch(/<(img|link|script|iframe|a)\b|url\(|https?:/i);
  });
});

describe('the counts against last week', () => {
  const counts = [
    { reason: 'not-signed-in' as const, count: 4 },
    { reason: 'no-email' as const, count: 1 },
  ];

  it('are in the order of what is to be done, without a last week at first', () => {
    expect(compareCounts(counts, null)).toEqual([
      { reason: 'no-email', count: 1, lastWeek: null },
      { reason: 'not-signed-in', count: 4, lastWeek: null },
    ]);
  });

  it('tell once of a reason that nobody has any more', () => {
    const lastWeek = [
      { reason: 'no-member' as const, count: 3, lastWeek: 0 },
      { reason: 'duplicate-member' as const, count: 0, lastWeek: 2 },
    ];
    expect(compareCounts(counts, lastWeek)).toEqual([
      { reason: 'no-email', count: 1, lastWeek: 0 },
      { reason: 'no-member', count: 0, lastWeek: 3 },
      { reason: 'not-signed-in', count: 4, lastWeek: 0 },
    ]);
  });
});
