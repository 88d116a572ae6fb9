/** Errors of the admin API (RFC 9457), as the OpenAPI document describes them. */
export const problemSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Identifies the kind of problem.', example: 'about:blank' },
    title: { type: 'string', description: 'The status in words.', example: 'Bad Request' },
    status: { type: 'integer', minimum: 400, maximum: 599, example: 400 },
    detail: { type: 'string', description: 'A sentence for a person.', example: 'limit must not be greater than 200' },
    code: { type: 'string', description: 'Stable; programs decide by it.', example: 'validation-failed' },
    requestId: { type: 'string', description: 'Finds the request in the logs.', example: 'req-4f1c' },
    errors: {
      type: 'array',
      description: 'With 400: which fields, and why.',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: {
          field: { type: 'string', example: 'limit' },
          message: { type: 'string', example: 'must not be greater than 200' },
        },
      },
    },
  },
};
