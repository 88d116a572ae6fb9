import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { projectRoot } from './running-service.js';

const signals = pathToFileURL(join(projectRoot, 'dist-test/src/stop-signals.js')).href;

/** A process that is told to stop; how it ended, after how long, and what it said. */
async function stopping(stop: string, isAwaited = false): Promise<{ code: unknown; ms: number; said: string }> {
  const script = `
    import { onStop } from '${signals}';
    onStop(${stop}, {
      withinMs: 400, longestMs: 1_200, isAwaited: () => ${isAwaited}, tell: (line) => console.log('ALARM', line),
    });
    setInterval(() => undefined, 1_000);
    console.log('ready');`;
  const env = { PATH: process.env['PATH'] };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { env });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child.stdout, 'data');
  const begun = performance.now();
  child.kill('SIGTERM');
  const [code] = await once(child, 'close');
  return { code, ms: performance.now() - begun, said };
}

describe('a process that is told to stop', () => {
  it('ends when it has stopped, with 0', async () => {
    const { code, said } = await stopping('() => Promise.resolve()');
    expect([code, said]).toEqual([0, 'ready\n']);
  });

  it('ends with 1 and says why when it could not stop', async () => {
    const { code, said } = await stopping(`() => Promise.reject(new Error('no way'))`);
    expect([code, said]).toEqual([1, expect.stringContaining('no way')]);
  });

  it('ends all the same when its stop hangs, with 1 and an alarm', async () => {
    const { code, said, ms } = await stopping('() => new Promise(() => undefined)');
    expect([code, said]).toEqual([1, expect.stringContaining('ALARM the process did not stop within')]);
    expect(ms).toBeGreaterThan(400);
    expect(ms).toBeLessThan(1_100);
  });

  it('has longer while somebody waits for what it does, but not for ever', async () => {
    const { code, said, ms } = await stopping('() => new Promise(() => undefined)', true);
    expect([code, said]).toEqual([1, expect.stringContaining('ALARM')]);
    expect(ms).toBeGreaterThan(1_200);
  });
});
