import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../config/config.js';

/** What must never be written, wherever a careless line might put it. */
const redact = ['authorization', '*.authorization', 'token', '*.token', 'apiKey', '*.apiKey', 'password', '*.password'];

/** The log of the process: JSON lines, or readable ones on a terminal. */
export function createLog(config: Pick<Config, 'logLevel' | 'logFormat'>, destination?: DestinationStream): Logger {
  const options = {
    level: config.logLevel,
    base: null,
    redact,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  };
  if (destination !== undefined) return pino(options, destination);
  // Lines that come while one is being written go together: a write for each was a seventh of a look-up's work.
  if (config.logFormat === 'json') return pino(options, pino.destination({ sync: false }));
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'requestId' }));
}

/** Lets the framework's loggers, and ours by `new Logger(name)`, write into the same log. */
export class FrameworkLog implements LoggerService {
  constructor(private readonly root: Logger) {}

  // What the framework calls `log` is its chatter at start; our own lines say `info` through the same method.
  log(message: unknown, ...rest: unknown[]): void {
    this.write(contextOf(rest) in quiet ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = contextOf(rest);
    // Before the context comes the sentence of a structured line, or the stack of a plain one.
    const extra = rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    if (message instanceof Error) this.root[level]({ context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.root[level]({ context, ...message }, extra);
    else this.root[level]({ context, ...(extra === undefined ? {} : { stack: extra }) }, String(message));
  }
}

/** Parts of the framework that narrate their own start. */
const quiet: Record<string, true> = {
  InstanceLoader: true,
  NestFactory: true,
  NestApplication: true,
  RouterExplorer: true,
  RoutesResolver: true,
};

function contextOf(rest: unknown[]): string {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : 'app';
}
