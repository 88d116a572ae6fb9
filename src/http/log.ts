import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../config/config.js';

/** What must never be written, wherever a careless line might put it. */
const redact = ['authorization', '*.authorization', 'token', '*.token', 'apiKey', '*.apiKey', 'password', '*.password'];

/** Lines go out together: a write for each cost a sixth of a look-up's work, and more where requests are rare. */
const gathered = { sync: false, minLength: 4_096, periodicFlush: 100 };

/** The log of the process: JSON lines, or readable ones on a terminal. */
export function createLog(config: Pick<Config, 'logLevel' | 'logFormat'>, destination?: DestinationStream): Logger {
  const options = {
    level: config.logLevel,
    base: null,
    redact,
    timestamp,
  };
  if (destination !== undefined) return pino(options, destination);
  if (config.logFormat === 'json') return pino(options, pino.destination(gathered));
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'requestId' }));
}

/**
 * The same log for lines whose every field is written down in one place and is no secret: looking for secrets among them
 * takes twice as long as writing them.
 */
export function withoutRedaction(log: Logger): Logger {
  const stream = Reflect.get(log, pino.symbols.streamSym) as DestinationStream;
  return pino({ level: log.level, base: null, timestamp }, stream);
}

function timestamp(): string {
  return `,"time":"${new Date().toISOString()}"`;
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
