import { takeDownServer } from './global-setup.js';

/** Once per run, after the last test: takes down what `global-setup` put up. */
export default async function globalTeardown(): Promise<void> {
  await takeDownServer();
}
