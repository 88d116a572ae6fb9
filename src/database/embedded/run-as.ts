import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.js';

export interface CommandResult {
  ok: boolean;
  output: string;
}

/** More than any of our commands says; the rest is dropped. */
const OUTPUT_LIMIT = 1024 * 1024;

/**
 * The little a database program needs. Nothing else is inherited: PGDATA, PGOPTIONS, LD_LIBRARY_PATH or a locale the
 * machine does not have would change what it does.
 */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' };
}

/** What `spawn` needs to run a program as `user`; from `/`, because the caller's folder may be closed to that user. */
export function spawnOptions(user: ServerUser | undefined) {
  return { cwd: '/', env: serverEnvironment(), ...(user && { uid: user.uid, gid: user.gid }) };
}

/** Runs a program to its end as `user` (undefined: as ourselves). Never throws: not being able to start is `ok: false`. */
export function runAs(user: ServerUser | undefined, file: string, args: string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...spawnOptions(user), stdio: ['ignore', 'pipe', 'pipe'] });
    const killWithUs = () => child.kill('SIGKILL');
    let output = '';
    const finish = (ok: boolean, note = '') => {
      process.off('exit', killWithUs);
      resolve({ ok, output: (output + note).trim() });
    };
    const collect = (chunk: Buffer) => {
      if (output.length < OUTPUT_LIMIT) output += chunk.toString();
    };
    process.once('exit', killWithUs);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => finish(false, error.message));
    child.once('close', (code) => finish(code === 0));
  });
}
