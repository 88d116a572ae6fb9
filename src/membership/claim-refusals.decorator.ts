import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';

const refusals: Record<number, string> = {
  401: '`id-token-invalid`: the id token does not verify; `reason` says why. Else as on every route.',
  403: '`membership-removed`: only removed memberships match; `email-not-verified`. Else as on every route.',
  404: '`membership-not-found`: nobody has the address; `organization-not-found`: not in this environment.',
  409: '`claimed-by-another`: the member is linked to another user; `ambiguous-membership`: two members have the address.',
};

/** What a claim is refused with, in the OpenAPI document. */
export function ApiClaimRefusals(): MethodDecorator {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return applyDecorators(
    ...Object.entries(refusals).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, content }),
    ),
  );
}
