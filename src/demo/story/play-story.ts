import { checkFirstMorning, runSync } from './first-morning.js';
import { provision, signIn } from './people-arrive.js';
import { secondMorning } from './second-morning.js';
import { openOrganization, connectLcvista } from './set-up.js';
import type { Scene, Stage } from './stage.js';

/**
 * Plays the whole story over real HTTP: an organization is made, the directory pushes its people, some sign in, the
 * compliance site is read, and a day later things have changed.
 *
 * What should hold is told to the narrator, who keeps what did not.
 *
 * @returns the scene as it stands at the end
 */
export async function playStory(stage: Stage): Promise<Scene> {
  const scene = await openOrganization(stage);
  await connectLcvista(scene);
  await provision(scene);
  await signIn(scene);
  const run = await runSync(scene);
  await checkFirstMorning(scene, run);
  await secondMorning(scene);
  return scene;
}
