/**
 * `node src/start.js <compiled file> [args]`: builds when the compiled file is older than a source, then runs it in
 * this same process, so that signals reach it directly. Plain JavaScript, because it runs before anything is compiled.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const entry = join(root, process.argv[2] ?? 'dist/src/main.js');
const forTests = entry.startsWith(join(root, 'dist-test'));
const sources = forTests ? ['src', 'migrations', 'bench', 'test'] : ['src', 'migrations'];

function newestSource(folder) {
  let newest = 0;
  for (const item of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (item.isFile()) newest = Math.max(newest, statSync(join(item.parentPath ?? item.path, item.name)).mtimeMs);
  }
  return newest;
}

function isStale() {
  const built = statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.some((folder) => {
    const path = join(root, folder);
    return statSync(path, { throwIfNoEntry: false }) !== undefined && newestSource(path) > built;
  });
}

/** An image carries only what was built: without the compiler there is nothing to build with, nor a need to. */
const compiler = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
if (statSync(compiler, { throwIfNoEntry: false }) !== undefined && isStale()) {
  const path = forTests ? ['--path', 'test/tsconfig.json'] : [];
  const build = spawnSync(process.execPath, [compiler, 'build', ...path], { cwd: root, stdio: ['ignore', 2, 2] });
  if (build.status !== 0) process.exit(build.status ?? 1);
}

process.argv.splice(1, 2, entry);
await import(pathToFileURL(entry).href);
