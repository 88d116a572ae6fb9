import { readFile } from 'node:fs/promises';
import { EmbeddedDatabaseError } from './embedded-database-error.js';
import { runAs } from './run-as.js';
import type { ServerUser } from './server-user.js';

/** Best first; `_postgres` is macOS's. */
const CANDIDATES = ['postgres', '_postgres', 'nobody', 'daemon'];

/** `nobody` has a negative id on macOS and is left out there. */
function findInPasswd(passwd: string, name: string): ServerUser | undefined {
  const match = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd);
  return match ? { name, uid: Number(match[1]), gid: Number(match[2]) } : undefined;
}

/**
 * Whom the server runs as. PostgreSQL refuses root, so root lends it to a user that exists already (initdb insists on
 * an entry in /etc/passwd); nobody is created. Undefined: we are an ordinary user and it runs as ourselves.
 */
export async function chooseUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of CANDIDATES) {
    const user = findInPasswd(passwd, name);
    if (user && user.uid !== 0 && (await runAs(user, '/bin/sh', ['-c', ':'])).ok) return user;
  }
  throw new EmbeddedDatabaseError(
    `root may not run PostgreSQL and cannot become any of ${CANDIDATES.join(', ')}; set DATABASE_URL or start as an ordinary user`,
  );
}
