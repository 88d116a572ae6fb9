import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * Whether a caller asked for a table: `text/csv` is named, and JSON is not named with a higher weight (RFC 9110
 * section 12.5.1). Ranges such as `text/*` never mean CSV.
 *
 * @param accept the `Accept` header
 */
export function prefersCsv(accept: string | undefined): boolean {
  const weights = new Map((accept ?? '').split(',').map(weightOf));
  const csv = weights.get('text/csv') ?? 0;
  return csv > 0 && csv >= (weights.get('application/json') ?? 0);
}

/** Controller parameter: whether to answer with CSV. */
export const WantsCsv = createParamDecorator((_: unknown, context: ExecutionContext): boolean => {
  return prefersCsv(context.switchToHttp().getRequest<FastifyRequest>().headers.accept);
});

function weightOf(range: string): [type: string, weight: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [type, weight === undefined ? 1 : Number(weight) || 0];
}
