import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { jobOrigin } from './audit/origin.js';
import type { Config } from './config/config.js';
import { installation, TokensService } from './credentials/tokens/tokens.service.js';

/**
 * The very first start: makes a platform token, and tells it and the next three steps, once. It goes to the terminal and
 * never to the log. In production tokens come from `PLATFORM_TOKEN`: output is collected there.
 *
 * @param write takes one line
 */
export async function welcome(
  app: NestFastifyApplication,
  config: Config,
  address: string,
  write: (line: string) => void,
): Promise<void> {
  if (config.platformToken !== null) return;
  const tokens = app.get(TokensService);
  if (await tokens.hasPlatformToken()) return;
  if (config.production) {
    write('Nobody can administer this installation: there is no platform token. Set PLATFORM_TOKEN.');
    return;
  }
  const draft = { name: 'First start', scope: 'platform', environment: null, expiresAt: null } as const;
  const { token } = await tokens.create(installation, jobOrigin('first-start'), draft);
  for (const line of steps(address, token)) write(line);
}

function steps(address: string, token: string): string[] {
  const call = `curl -s -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json'`;
  return [
    '',
    'Welcome. This is your platform token; it is shown this once:',
    '',
    `  ${token}`,
    '',
    'Next:',
    `  1. Look around: ${address}/docs`,
    `  2. Make an organization: ${call} -d '{"slug":"acme","name":"Acme"}' ${address}/api/v1/organizations`,
    `  3. See what to paste into Entra: ${call} ${address}/api/v1/organizations/acme/entra-setup`,
    '',
  ];
}
