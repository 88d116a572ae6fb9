import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../src/config/load-config.js';

const key = Buffer.alloc(32, 7).toString('base64');
const productive = { NODE_ENV: 'production', DATABASE_URL: 'postgres://db/muster', ENCRYPTION_KEY: key };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment, false);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs nothing outside production', () => {
    expect(loadConfig({}, true)).toEqual({
      production: false,
      port: 3000,
      host: '127.0.0.1',
      publicUrl: null,
      databaseUrl: null,
      dataDir: '.data',
      platformToken: null,
      encryptionKey: null,
      previousEncryptionKeys: { keys: [], lost: false },
      lcvistaAllowedHosts: [],
      signInAllowedHosts: [],
      webhookAllowedHosts: [],
      rateLimitPerSecond: 0,
      smtp: null,
      scheduler: true,
      logLevel: 'info',
      logFormat: 'pretty',
    });
  });

  it('writes JSON lines where there is no terminal, unless told otherwise', () => {
    expect(loadConfig({}, false).logFormat).toBe('json');
    expect(loadConfig({ LOG_FORMAT: 'pretty' }, false).logFormat).toBe('pretty');
  });

  it('takes every setting', () => {
    const config = loadConfig(
      {
        ...productive,
        PORT: '0',
        PUBLIC_URL: 'https://muster.example.com/',
        PLATFORM_TOKEN: 'x'.repeat(32),
        LCVISTA_ALLOWED_HOSTS: 'Localhost:8080, 127.0.0.1,[::1]:9000',
        ENCRYPTION_KEY_PREVIOUS: `${Buffer.alloc(32, 8).toString('base64')}, ${Buffer.alloc(32, 9).toString('base64')},lost`,
        RATE_LIMIT_PER_SECOND: '50',
        SMTP_URL: 'smtp://mail.example.com',
        SMTP_FROM: 'Muster <muster@example.com>',
        SCHEDULER: 'off',
        LOG_LEVEL: 'silent',
      },
      false,
    );
    expect(config).toMatchObject({
      production: true,
      port: 0,
      publicUrl: 'https://muster.example.com',
      encryptionKey: Buffer.alloc(32, 7),
      previousEncryptionKeys: { keys: [Buffer.alloc(32, 8), Buffer.alloc(32, 9)], lost: true },
      lcvistaAllowedHosts: ['localhost:8080', '127.0.0.1', '[::1]:9000'],
      rateLimitPerSecond: 50,
      smtp: { url: 'smtp://mail.example.com', from: 'Muster <muster@example.com>' },
      scheduler: false,
    });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['PUBLIC_URL', 'ftp://muster.example.com'],
    ['PUBLIC_URL', 'https://user:secret-value@muster.example.com'],
    ['PUBLIC_URL', 'https://muster.example.com/?a=1'],
    ['DATABASE_URL', 'mysql://db/secret-value'],
    ['PLATFORM_TOKEN', 'secret-value-too-short'],
    ['PLATFORM_TOKEN', `secret-value ${'x'.repeat(32)}`],
    ['ENCRYPTION_KEY', 'secret-value'],
    ['ENCRYPTION_KEY', Buffer.alloc(31).toString('base64')],
    ['LCVISTA_ALLOWED_HOSTS', 'https://site.example.com'],
    ['LCVISTA_ALLOWED_HOSTS', 'site.example.com:0'],
    ['SIGN_IN_ALLOWED_HOSTS', 'a b'],
    ['WEBHOOK_ALLOWED_HOSTS', '*.example.com'],
    ['RATE_LIMIT_PER_SECOND', '49'],
    ['RATE_LIMIT_PER_SECOND', '1.5'],
    ['SMTP_URL', 'smtp://mail.example.com'],
    ['SCHEDULER', 'yes'],
    ['LOG_LEVEL', 'verbose'],
    ['LOG_FORMAT', 'xml'],
  ])('refuses %s=%s in one line that names a variable and not its value', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(name === 'SMTP_URL' ? /^SMTP_FROM / : new RegExp(`^${name} `));
    expect(problems[0]).not.toContain('secret-value');
  });

  it('tells every problem at once', () => {
    expect(problemsOf({ PORT: 'x', SCHEDULER: 'x', LOG_LEVEL: 'x' })).toHaveLength(3);
  });

  it.each([
    [{ SMTP_URL: 'http://mail.example.com' }, ['SMTP_FROM', 'SMTP_URL']],
    [{ SMTP_URL: 'http://mail.example.com', SMTP_FROM: 'nobody' }, ['SMTP_FROM', 'SMTP_URL']],
    [{ SMTP_FROM: 'nobody' }, ['SMTP_FROM', 'SMTP_URL']],
  ])('tells of both halves of %j', (environment, names) => {
    expect(problemsOf(environment).map((problem) => problem.split(' ', 1)[0])).toEqual(names);
  });

  it('demands a database and a key in production', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL is required when NODE_ENV is production',
      'ENCRYPTION_KEY is required when NODE_ENV is production',
    ]);
  });
});
