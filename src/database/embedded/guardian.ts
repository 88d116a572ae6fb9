import { spawn } from 'node:child_process';
import { spawnOptions } from './run-as.js';
import type { ServerUser } from './server-user.js';

/**
 * Stands between us and the server, in a session of its own. Ctrl-C at the terminal therefore does not reach the server
 * before we have finished with it; and however we die, `kill -9` included, our end of the pipe closes and the server is
 * shut down cleanly (SIGINT is PostgreSQL's fast shutdown). When the server ends by itself, so does the guardian.
 * The log is opened here, as the server's user, and is a file: a pipe would die with us.
 */
const SCRIPT = `
trap '' INT TERM HUP
log=$1 leftover=$2
shift 2
exec 3<&0 </dev/null
"$@" >>"$log" 2>&1 3<&- &
server=$!
(while read -r _; do :; done; kill -INT "$server") <&3 >/dev/null 2>&1 &
reader=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$reader" 2>/dev/null
[ -z "$leftover" ] || rm -rf "$leftover"
exit "$status"
`;

export interface Guardian {
  /** Asks for a clean shutdown; the answer is `ended`. */
  release(): void;
  /** Settles when the guardian is gone, and with it, as a rule, the server. Never rejects. */
  ended: Promise<void>;
  hasEnded(): boolean;
}

export interface GuardedCommand {
  user: ServerUser | undefined;
  logFile: string;
  /** `postgres` with its arguments. */
  command: string[];
  /** A folder the guardian removes as its last act. */
  removeAfterwards?: string;
}

/** Starts the command under a guardian. That it runs does not keep our process alive. */
export function startGuarded({ user, logFile, command, removeAfterwards = '' }: GuardedCommand): Guardian {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'guardian', logFile, removeAfterwards, ...command], {
    ...spawnOptions(user),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  let gone = false;
  const ended = new Promise<void>((resolve) => {
    const finish = () => {
      gone = true;
      child.stdin.destroy();
      resolve();
    };
    child.once('error', finish);
    child.once('exit', finish);
  });
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as typeof child.stdin & { unref?(): void }).unref?.();
  return {
    release: () => {
      child.ref();
      child.stdin.destroy();
    },
    ended,
    hasEnded: () => gone,
  };
}
