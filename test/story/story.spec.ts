import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandInLcvista } from '../../src/demo/stand-in-lcvista/stand-in-lcvista.js';
import { Narrator } from '../../src/demo/story/narrator.js';
import { playStory } from '../../src/demo/story/play-story.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the story', () => {
  let site: StandInLcvista;
  let app: TestApp;

  beforeAll(async () => {
    site = await StandInLcvista.start({ apiKey: 'a'.repeat(40) });
    app = await startTestApp({ env: { SCHEDULER: 'on', LCVISTA_ALLOWED_HOSTS: site.host } });
  });

  afterAll(async () => {
    await app.stop();
    await site.stop();
  });

  it('holds from the first push of the directory to the mapping of the second morning', async () => {
    const told: string[] = [];
    const narrator = new Narrator((line) => told.push(line));
    await playStory({ url: app.url, platformToken: app.platformToken, site, narrator });
    expect(narrator.failures).toEqual([]);
    expect(told.filter((line) => line.includes('✓')).length).toBeGreaterThan(30);
  }, 60_000);
});
