import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { loadConfig } from '../config/load-config.js';
import { startMuster, type Muster } from '../start-muster.js';
import { onStop } from '../stop-signals.js';
import { demoDataDirectory } from './demo-data-directory.js';
import { StandInLcvista } from './stand-in-lcvista/stand-in-lcvista.js';
import { Narrator } from './story/narrator.js';
import { playStory } from './story/play-story.js';
import type { Scene } from './story/stage.js';

/** Everything that the demo starts, in the order in which it is stopped. */
const started: (() => Promise<void>)[] = [];

async function stopAll(): Promise<void> {
  for (const stop of started.splice(0)) await stop();
}

/** `npm run demo`: the story on real parts. With `--once` it ends with it; otherwise it keeps serving. */
async function main(): Promise<void> {
  const begun = Date.now();
  onStop(stopAll);
  const narrator = new Narrator((line) => process.stdout.write(`${line}\n`));
  const site = await StandInLcvista.start({ apiKey: randomBytes(20).toString('hex') });
  started.unshift(() => site.stop());
  const platformToken = `demo-platform-${randomBytes(24).toString('hex')}`;
  const muster = await startDemoService(site, platformToken);
  const scene = await playStory({ url: muster.address, platformToken, site, narrator });
  narrator.say('');
  narrator.say(`Played in ${((Date.now() - begun) / 1000).toFixed(1)} seconds.`);
  if (narrator.failures.length > 0) throw new Error(`The story did not hold:\n${narrator.failures.join('\n')}`);
  if (process.argv.includes('--once')) return stopAll();
  tellWhereToGo(narrator, muster, scene);
}

/** The service as `npm start` runs it, on a data directory of the demo's own. */
async function startDemoService(site: StandInLcvista, platformToken: string): Promise<Muster> {
  const data = await demoDataDirectory();
  started.push(data.remove);
  const config = loadConfig(
    {
      HOST: process.env['HOST'],
      PORT: process.env['PORT'] ?? '0',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
      DATA_DIR: data.path,
      PLATFORM_TOKEN: platformToken,
      LCVISTA_ALLOWED_HOSTS: site.host,
    },
    process.stdout.isTTY,
  );
  const muster = await startMuster(config);
  started.unshift(() => muster.stop());
  return muster;
}

function tellWhereToGo(narrator: Narrator, muster: Muster, scene: Scene): void {
  narrator.chapter('The story held. Everything keeps running until Ctrl-C');
  narrator.say(`Swagger UI       ${muster.address}/docs`);
  narrator.say(`SCIM endpoint    ${scene.scimEndpoint}`);
  narrator.say(`LCVista stand-in ${scene.site.url}`);
  narrator.say(`platform token   ${scene.platformToken}`);
  narrator.say(`admin token      ${scene.tokens.admin}`);
  narrator.say(`scim token       ${scene.tokens.scim}`);
  narrator.say(`claim token      ${scene.tokens.claim}`);
}

main().catch(async (error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await stopAll();
  process.exit(1);
});
