import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from './running-service.js';

/** Runs the check with an npm that says something else. */
async function check(report: string, env: Record<string, string> = {}): Promise<[number | null, string]> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-audit-'));
  try {
    await writeFile(join(folder, 'npm'), `#!/bin/sh\ncat <<'END'\n${report}\nEND\nexit 1\n`);
    await chmod(join(folder, 'npm'), 0o755);
    const path = `${folder}:${dirname(process.execPath)}:/bin:/usr/bin`;
    const script = join(projectRoot, '.ci/audit.js');
    const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', env: { PATH: path, ...env } });
    return [status, stdout.trim()];
  } finally {
    await rm(folder, { recursive: true });
  }
}

const metadata = (total: number): object => ({ vulnerabilities: { total }, dependencies: { prod: 200 } });

describe('the audit of packages', () => {
  it('passes without known holes', async () => {
    const report = JSON.stringify({ vulnerabilities: {}, metadata: metadata(0) });
    expect(await check(report)).toEqual([0, 'npm audit: 0 known holes in 200 packages']);
  });

  it('fails on any known hole and names it', async () => {
    const vulnerabilities = { left: { severity: 'low', range: '<2.0.0' } };
    const report = JSON.stringify({ vulnerabilities, metadata: metadata(1) });
    expect(await check(report)).toEqual([1, 'npm audit: left <2.0.0: low\nnpm audit: 1 known holes in 200 packages']);
  });

  it('does not say that all is well when nobody could be asked', async () => {
    const offline = JSON.stringify({ message: 'request to the registry failed', error: {} });
    const said = 'npm audit: not checked, the registry did not answer: request to the registry failed';
    expect(await check(offline)).toEqual([0, said]);
    expect(await check(offline, { AUDIT: 'required' })).toEqual([2, said]);
    expect(await check('')).toEqual([0, 'npm audit: not checked, the registry did not answer']);
  });
});
