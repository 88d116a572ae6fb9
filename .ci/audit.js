/**
 * `node .ci/audit.js`: asks npm whether what production installs has known holes. Ends with 1 when it has. Without a
 * registry that answers it says that nothing was checked and ends with 0, or with 2 where `AUDIT=required`.
 */
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
const report = parsed(stdout ?? '');
const total = report?.metadata?.vulnerabilities?.total;

if (typeof total !== 'number') {
  console.log(`npm audit: not checked, the registry did not answer${report?.message ? `: ${report.message}` : ''}`);
  process.exit(process.env.AUDIT === 'required' ? 2 : 0);
}
for (const [name, { severity, range }] of Object.entries(report.vulnerabilities ?? {})) {
  console.log(`npm audit: ${name} ${range}: ${severity}`);
}
console.log(`npm audit: ${total} known holes in ${report.metadata.dependencies?.prod ?? '?'} packages`);
process.exit(total > 0 ? 1 : 0);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
