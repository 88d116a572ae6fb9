import { ConfigError } from './config/load-config.js';

/**
 * Ends a process whose start failed: says why on standard error, and exits with 1. Bad settings are told one line each,
 * everything else by its message; the stack is for whoever asks for it with `LOG_LEVEL=debug`.
 */
export function failStart(error: unknown): never {
  for (const line of linesOf(error)) process.stderr.write(`${line}\n`);
  process.exit(1);
}

function linesOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.problems;
  if (!(error instanceof Error)) return [String(error)];
  const stack = process.env['LOG_LEVEL'] === 'debug' ? error.stack : undefined;
  return stack === undefined ? [messageOf(error)] : [messageOf(error), stack];
}

/** A host with several addresses that all refuse says so in the parts of an error whose own message is empty. */
function messageOf(error: Error): string {
  if (!(error instanceof AggregateError) || error.message !== '') return error.message;
  return error.errors.map((part: unknown) => (part instanceof Error ? part.message : String(part))).join('; ');
}
