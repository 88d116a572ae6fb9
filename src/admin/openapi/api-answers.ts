import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** A list's answer in the OpenAPI document; with `csv`, also as a table with all rows. */
export function ApiList(answer: Type, options: { csv: boolean } = { csv: false }): MethodDecorator {
  const json = { 'application/json': { schema: { $ref: getSchemaPath(answer) } } };
  if (!options.csv)
    return applyDecorators(ApiExtraModels(answer), ApiOkResponse({ description: 'A page.', content: json }));
  return applyDecorators(
    ApiExtraModels(answer),
    ApiHeader({
      name: 'Accept',
      required: false,
      description: '`text/csv` answers all rows that match, streamed, whatever `limit` and `cursor` say.',
      schema: { type: 'string', example: 'application/json' },
    }),
    ApiOkResponse({
      description: 'A page; as CSV all rows, with a header row.',
      content: { ...json, 'text/csv': { schema: { type: 'string' } } },
    }),
  );
}

/**
 * An error of a route beside those that every route has.
 *
 * @param codes the problem's `code` and when it comes
 */
export function ApiProblem(status: number, codes: Record<string, string>): MethodDecorator {
  const lines = Object.entries(codes).map(([code, when]) => `\`${code}\`: ${when}`);
  return ApiResponse({
    status,
    description: lines.join('; '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
}
