import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.js';

/**
 * The key that seals secrets: from the configuration, else from a file below the data directory, made at first start.
 *
 * @throws Error when the file does not hold 32 bytes in base64
 */
export async function encryptionKey(config: Config): Promise<Buffer> {
  if (config.encryptionKey !== null) return config.encryptionKey;
  const file = join(config.dataDir, 'encryption.key');
  await mkdir(config.dataDir, { recursive: true });
  await writeFile(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' }).catch(ignoreExisting);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== 32) throw new Error(`${file} must hold 32 bytes in base64`);
  return key;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
