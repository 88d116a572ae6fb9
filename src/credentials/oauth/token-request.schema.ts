/** The form of the token endpoint, as the OpenAPI document describes it. */
export const tokenRequestSchema = {
  type: 'object',
  required: ['grant_type'],
  properties: {
    grant_type: { type: 'string', enum: ['client_credentials'] },
    client_id: {
      type: 'string',
      description:
        'Unless HTTP Basic is used. With `client_assertion`: where several organizations accept the same assertions, a client of the one that is meant.',
    },
    client_secret: { type: 'string', description: 'Unless HTTP Basic or an assertion is used.' },
    client_assertion_type: {
      type: 'string',
      enum: ['urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      description: 'With `client_assertion`.',
    },
    client_assertion: { type: 'string', description: 'A JWT that the issuer of the workload identity has signed.' },
    scope: { type: 'string', description: 'Ignored: the client decides what the token may do.' },
  },
};
