import { isIP } from 'node:net';
import { logLevels, type Config, type LogLevel } from './config.js';

/** One line per variable that is wrong. Never holds a value: it may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** `process.env`, or what a test puts in its place. */
type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables; whatever is unset or empty gets its default.
 *
 * @param environment usually `process.env`
 * @param terminal whether standard output is a terminal (logs are readable there)
 * @throws ConfigError with every problem at once, each naming its variable
 */
export function loadConfig(environment: Variables, terminal: boolean): Config {
  const read = new Reader(environment);
  const production = environment['NODE_ENV'] === 'production';
  const config: Config = {
    production,
    port: read.integer('PORT', 3000, 0, 65_535),
    host: read.text('HOST', '127.0.0.1'),
    publicUrl: read.publicUrl('PUBLIC_URL'),
    databaseUrl: read.databaseUrl('DATABASE_URL', production),
    dataDir: read.text('DATA_DIR', '.data'),
    platformToken: read.platformToken('PLATFORM_TOKEN'),
    encryptionKey: read.encryptionKey('ENCRYPTION_KEY', production),
    previousEncryptionKeys: read.previousKeys('ENCRYPTION_KEY_PREVIOUS'),
    lcvistaAllowedHosts: read.hosts('LCVISTA_ALLOWED_HOSTS'),
    signInAllowedHosts: read.hosts('SIGN_IN_ALLOWED_HOSTS'),
    webhookAllowedHosts: read.hosts('WEBHOOK_ALLOWED_HOSTS'),
    rateLimitPerSecond: read.rateLimit('RATE_LIMIT_PER_SECOND'),
    smtp: read.smtp('SMTP_URL', 'SMTP_FROM'),
    scheduler: read.choice('SCHEDULER', ['on', 'off'], 'on') === 'on',
    logLevel: read.choice<LogLevel>('LOG_LEVEL', logLevels, 'info'),
    logFormat: read.choice('LOG_FORMAT', ['json', 'pretty'], terminal ? 'pretty' : 'json'),
  };
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
}

/** Reads single variables and collects what is wrong with them. An empty value counts as unset. */
class Reader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Variables) {}

  text(name: string, fallback: string): string {
    return this.value(name) ?? fallback;
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const value = this.value(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    return this.problem(name, `must be a whole number from ${least} to ${most}`, fallback);
  }

  choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.value(name);
    if (value === undefined) return fallback;
    const found = allowed.find((choice) => choice === value);
    return found ?? this.problem(name, `must be one of ${allowed.join(', ')}`, fallback);
  }

  publicUrl(name: string): string | null {
    const value = this.value(name);
    if (value === undefined) return null;
    const url = parseUrl(value);
    const plain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
    if (plain && (url.protocol === 'https:' || url.protocol === 'http:')) return value.replace(/\/+$/, '');
    return this.problem(name, 'must be an http or https address without query, fragment or user info', null);
  }

  databaseUrl(name: string, production: boolean): string | null {
    const value = this.value(name);
    if (value === undefined) {
      return production ? this.problem(name, 'is required when NODE_ENV is production', null) : null;
    }
    const protocol = parseUrl(value)?.protocol;
    if (protocol === 'postgres:' || protocol === 'postgresql:') return value;
    return this.problem(name, 'must be an address that begins with postgres:// or postgresql://', null);
  }

  platformToken(name: string): string | null {
    const value = this.value(name);
    if (value === undefined) return null;
    if (value.length >= 32 && /^[\x21-\x7e]+$/.test(value)) return value;
    return this.problem(name, 'must have at least 32 characters, printable and without blanks', null);
  }

  encryptionKey(name: string, production: boolean): Buffer | null {
    const value = this.value(name);
    if (value === undefined) {
      return production ? this.problem(name, 'is required when NODE_ENV is production', null) : null;
    }
    return keyOf(value) ?? this.problem(name, 'must be 32 bytes in base64', null);
  }

  previousKeys(name: string): Config['previousEncryptionKeys'] {
    const words = (this.value(name) ?? '').split(',').map((word) => word.trim());
    const keys = words.filter((word) => word !== '' && word !== 'lost').map(keyOf);
    const good = keys.filter((key) => key !== null);
    if (good.length === keys.length) return { keys: good, lost: words.includes('lost') };
    const what = 'must be a comma-separated list of keys, each 32 bytes in base64, or the word lost';
    return this.problem(name, what, { keys: [], lost: false });
  }

  hosts(name: string): string[] {
    const hosts = (this.value(name) ?? '').split(',').map((host) => host.trim().toLowerCase());
    const named = hosts.filter((host) => host !== '');
    if (named.every(isHost)) return named;
    return this.problem(name, 'must be a comma-separated list of host or host:port', []);
  }

  rateLimit(name: string): number {
    const value = this.integer(name, 0, 0, 1_000_000);
    if (value === 0 || value >= 50) return value;
    return this.problem(name, 'must be 0 (off) or at least 50', 0);
  }

  smtp(urlName: string, fromName: string): Config['smtp'] {
    const url = this.value(urlName);
    const from = this.value(fromName);
    if (url === undefined && from === undefined) return null;
    if (from === undefined) this.problem(fromName, `is required when ${urlName} is set`, null);
    else if (!/^[^\r\n]*[^\s@]+@[^\s@]+$/.test(from)) this.problem(fromName, 'must be an e-mail address', null);
    if (url === undefined) return this.problem(urlName, `is required when ${fromName} is set`, null);
    const protocol = parseUrl(url)?.protocol;
    if (protocol !== 'smtp:' && protocol !== 'smtps:') {
      return this.problem(urlName, 'must be an address that begins with smtp:// or smtps://', null);
    }
    return from === undefined ? null : { url, from };
  }

  private value(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  private problem<T>(name: string, what: string, instead: T): T {
    this.problems.push(`${name} ${what}`);
    return instead;
  }
}

/** 32 bytes in base64; null for anything else. */
function keyOf(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return /^[A-Za-z0-9+/]{43}=?$/.test(text) && key.length === 32 ? key : null;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isHost(text: string): boolean {
  const [, host = '', port] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) return false;
  return host.startsWith('[') ? isIP(host.slice(1, -1)) === 6 : /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host);
}
